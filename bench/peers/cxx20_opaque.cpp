// The generators of cxx20.h, made here.
#include "peers/cxx20.h"

Sequence<long> opaque_count()
{
    return visible_count();
}

Sequence<long> opaque_once()
{
    return visible_once();
}

Sequence<long> opaque_cleaning(long &cleaned)
{
    return visible_cleaning(cleaned);
}

Sequence<const tree *> opaque_walk(const tree *root)
{
    return visible_walk(root);
}
