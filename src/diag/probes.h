/* Probes for tracers (<sys/sdt.h> of SystemTap): each is a nop, and a note in
 * the library that says where it is and where its arguments are. In C arguments
 * are values; in assembly, operands as the note has them, size@operand. */
#ifndef CGEN_PROBES_H
#define CGEN_PROBES_H

#include <sys/sdt.h>

#define CGEN__PROBE1(name, a) STAP_PROBE1(cgen, name, a)
#define CGEN__PROBE2(name, a, b) STAP_PROBE2(cgen, name, a, b)
#define CGEN__PROBE3(name, a, b, c) STAP_PROBE3(cgen, name, a, b, c)

#endif
