/* In place of probes.h where there is no <sys/sdt.h>: for C and assembly. */
#ifndef CGEN_PROBES_H
#define CGEN_PROBES_H

#define CGEN__PROBE1(name, a)
#define CGEN__PROBE2(name, a, b)
#define CGEN__PROBE3(name, a, b, c)

#endif
