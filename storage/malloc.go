package storage

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>

// SQLite's memory comes from malloc, and the Go runtime calls SQLite from any
// of its threads. glibc would give each thread a pool of its own, eight for a
// processor, and what SQLite frees stays in the pool that it came from: more
// than twice of what is in use. One pool costs nothing, for SQLite's own mutex
// lets one thread allocate at a time. A pool is chosen when a thread starts, so
// this must be said before the Go runtime starts its own. MALLOC_ARENA_MAX in
// the environment goes before it.
__attribute__((constructor)) static void newsbell_one_pool(void)
{
	if (getenv("MALLOC_ARENA_MAX") == NULL)
		mallopt(M_ARENA_MAX, 1);
}
#endif
*/
import "C"
