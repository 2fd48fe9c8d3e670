/* Requests about files: what the other files need of them. */
#ifndef CGEN_UV_FS_H
#define CGEN_UV_FS_H

#include "uv/uv.h"

#define fs_began cgen__uv_fs_began
#define fs_await cgen__uv_fs_await
#define fs_leaving cgen__uv_fs_leaving
#define fs_close_later cgen__uv_fs_close_later
#define fs_free_and_close cgen__uv_fs_free_and_close

/* op has begun, unless begun is a code, which is returned. */
int fs_began(gen_uv_fs *op, int begun);

/* Awaits the end of an op that has begun, if it has not ended; returns its
 * result. Where no task runs and it has not, UV_EPERM. */
int64_t fs_await(gen_uv_fs *op);

/* Frees an op as gen_uv_fs_freeing, but takes back nothing that has begun. */
void fs_leaving(gen_uv_fs **op);

/* Frees an op as gen_uv_fs_freeing, and closes a descriptor once that is over.
 */
void fs_free_and_close(gen_uv_fs *op, uv_file file);

/* Closes a descriptor without awaiting that; and, unless NULL, uses op for it,
 * which is owned and complete. */
void fs_close_later(uv_file file, gen_uv_fs *op);

#endif
