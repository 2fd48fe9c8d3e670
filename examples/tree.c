/*
 * tree: an iterator for a search tree of one's own, in five lines.
 *
 *     tree [FILE [N]]
 *
 * Prints the words of FILE in order, each with how often it occurs, or only
 * the first N of them. Without FILE, or for -, it reads the standard input.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cgen.h>

enum { LEFT, RIGHT };

struct node {
    struct node *child[2];
    int priority;
    int count;
    char word[];
};

/* The iterator. A generator's body may call itself, as any function may. */
static void *in_order(gen_t *self, void *tree)
{
    struct node *node = tree;

    if (node == NULL)
        return NULL;
    in_order(self, node->child[LEFT]);
    gen_yield(self, node);
    return in_order(self, node->child[RIGHT]);
}

static struct node *new_node(const char *word)
{
    struct node *node = malloc(sizeof *node + strlen(word) + 1);

    if (node == NULL) {
        perror("tree");
        exit(1);
    }
    *node = (struct node){{NULL, NULL}, rand(), 0};
    strcpy(node->word, word);
    return node;
}

/* The rest is a treap: what is above has the greater priority, and random
 * priorities keep it balanced, in whatever order the words come. */
static void add(struct node **tree, const char *word)
{
    struct node *node = *tree, *child;
    int order, side;

    if (node == NULL)
        node = *tree = new_node(word);
    order = strcmp(word, node->word);
    if (order == 0) {
        node->count++;
        return;
    }
    side = order < 0 ? LEFT : RIGHT;
    add(&node->child[side], word);
    child = node->child[side];
    if (child->priority > node->priority) {
        node->child[side] = child->child[!side];
        child->child[!side] = node;
        *tree = child;
    }
}

static struct node *read_words(FILE *file)
{
    static const char between[] = " \t\n\v\f\r.,;:!?()[]{}<>\"";
    struct node *tree = NULL;
    char *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, file) != -1)
        for (char *word = strtok(line, between); word != NULL;
             word = strtok(NULL, between))
            add(&tree, word);
    free(line);
    return tree;
}

static void free_tree(struct node *node)
{
    if (node == NULL)
        return;
    free_tree(node->child[LEFT]);
    free_tree(node->child[RIGHT]);
    free(node);
}

static int complain(const char *name)
{
    fprintf(stderr, "tree: %s: %s\n", name, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "-";
    long left = argc > 2 ? strtol(argv[2], NULL, 10) : LONG_MAX;
    struct node *tree;
    gen_result end;
    int status;

    if (argc > 3 || left <= 0) {
        fputs("usage: tree [FILE [N]]\n", stderr);
        return 2;
    }
    if (strcmp(name, "-") != 0 && freopen(name, "r", stdin) == NULL)
        return complain(name);
    tree = read_words(stdin);
    status = ferror(stdin) ? complain(name) : 0;
    gen_foreach (struct node *, node, gen_create(in_order, tree), &end) {
        printf("%7d %s\n", node->count, node->word);
        if (--left == 0)
            break;
    }
    free_tree(tree);
    return end.error != 0 ? complain("in_order") : status;
}
