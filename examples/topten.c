/*
 * topten: who buys most? A join of two CSV files, grouped, in constant memory.
 *
 *     topten CUSTOMERS ORDERS
 *
 * CUSTOMERS has lines "id,name" and ORDERS lines "customer,amount"; both begin
 * with a line of headings and are sorted by the customer's number. Prints the
 * ten customers whose orders amount to most.
 *
 * Each step is a generator over the one before: lines, records, the join, the
 * groups. Nothing is read before it is needed, and no file is ever in memory.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cgen/iter.h>

enum { TOP = 10, NAME = 64 };

struct customer {
    long id;
    char *name;
};

struct order {
    long customer;
    double amount;
};

struct total {
    long customer;
    char name[NAME];
    double amount;
};

/* ------------------------------------------------------------------ Records */

/* Cuts a line at its comma; gives the number before it, and what follows. */
static char *split(char *line, long *number, gen_call *call)
{
    char *end;

    *number = strtol(line, &end, 10);
    if (end != line && *end == ',')
        return end + 1;
    gen_fail(call, "a line is not \"number,...\"");
    return line;
}

static void *to_customer(void *line, gen_call *call)
{
    struct customer *customer = call->arg;

    customer->name = split(line, &customer->id, call);
    return customer;
}

static void *to_order(void *line, gen_call *call)
{
    struct order *order = call->arg;

    order->amount = strtod(split(line, &order->customer, call), NULL);
    return order;
}

/* Records of a file, all in the same place. */
static gen_t *records(FILE *file, void *parse(void *, gen_call *), void *record)
{
    return gen_map(gen_drop(gen_lines(file, GEN_CLOSE), 1), parse, record);
}

/* ----------------------------------------------------- The join, the groups */

struct tables {
    FILE *customers, *orders;
};

static void destroy(void *g)
{
    gen_destroy(g);
}

/* What comes next, or NULL at the end. */
static void *next(gen_t *self, gen_t *source)
{
    gen_result result = gen_next(source);

    if (result.error != 0)
        gen_raise(self, result.value);
    return result.done ? NULL : result.value;
}

/* Yields, for each order of a customer that is known, a total of its own. */
static void *join(gen_t *self, void *argument)
{
    const struct tables *tables = argument;
    struct customer customer_room, *customer;
    struct order order_room, *order;
    gen_t *customers = records(tables->customers, to_customer, &customer_room);
    gen_t *orders = records(tables->orders, to_order, &order_room);

    gen_defer(self, destroy, customers);
    gen_defer(self, destroy, orders);
    customer = next(self, customers);
    order = next(self, orders);
    while (customer != NULL && order != NULL)
        if (customer->id < order->customer) {
            customer = next(self, customers);
        } else {
            struct total row = {customer->id, "", order->amount};

            if (customer->id == order->customer) {
                snprintf(row.name, sizeof row.name, "%s", customer->name);
                gen_yield(self, &row);
            }
            order = next(self, orders);
        }
    return NULL;
}

/* Yields the sum of each run of rows of one customer. */
static void *group(gen_t *self, void *rows)
{
    struct total sum = {0};
    gen_result end;

    gen_foreach (struct total *, row, rows, &end) {
        if (row->customer == sum.customer) {
            sum.amount += row->amount;
            continue;
        }
        if (sum.customer != 0)
            gen_yield(self, &sum);
        sum = *row;
    }
    if (end.error != 0)
        gen_raise(self, end.value);
    if (sum.customer != 0)
        gen_yield(self, &sum);
    return NULL;
}

/* Keeps the greatest, in order. */
static void keep(struct total *top, struct total total)
{
    for (int i = 0; i < TOP; i++)
        if (total.amount > top[i].amount) {
            struct total lesser = top[i];

            top[i] = total;
            total = lesser;
        }
}

static FILE *open_file(const char *name)
{
    FILE *file = fopen(name, "r");

    if (file == NULL) {
        fprintf(stderr, "topten: %s: %s\n", name, strerror(errno));
        exit(1);
    }
    return file;
}

int main(int argc, char **argv)
{
    struct total top[TOP] = {{0}};
    struct tables tables;
    gen_result end;

    if (argc != 3) {
        fputs("usage: topten CUSTOMERS ORDERS\n", stderr);
        return 2;
    }
    tables.customers = open_file(argv[1]);
    tables.orders = open_file(argv[2]);
    gen_foreach (struct total *, total,
                 gen_create(group, gen_create(join, &tables)), &end)
        keep(top, *total);
    if (end.error != 0) {
        fprintf(stderr, "topten: %s\n",
                end.error == GEN_THROWN && end.value != NULL
                    ? (char *)end.value
                    : gen_strerror(end.error));
        return 1;
    }
    for (int i = 0; i < TOP && top[i].customer != 0; i++)
        printf("%12.2f %s\n", top[i].amount, top[i].name);
    return 0;
}
