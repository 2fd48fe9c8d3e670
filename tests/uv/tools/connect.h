/* What clients of the tests share: blocking connections, a great many. */
#ifndef CGEN_TEST_UV_CONNECT_H
#define CGEN_TEST_UV_CONNECT_H

/* Connects to a port of this machine; to receive then takes so many seconds at
 * most. Ends the program if it fails. */
int open_connection(int port, int seconds);

/* As many descriptors as the system allows. */
void allow_many_files(void);

#endif
