/* Makes the C library ask the name server on 127.0.0.1:PORT, for tests: LD_PRELOAD=resolver.so
 *
 * The resolver and its answers are the C library's own; only the address of the server, which it takes from
 * /etc/resolv.conf and always with port 53, is set before each call. Its state belongs to a thread. PHP loads
 * its modules so that they prefer the C library's functions to ours (RTLD_DEEPBIND); that is turned off. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

static void ask_ours(res_state state) {
    state->nscount = 1;
    memset(&state->nsaddr_list[0], 0, sizeof state->nsaddr_list[0]);
    state->nsaddr_list[0].sin_family = AF_INET;
    state->nsaddr_list[0].sin_port = htons(PORT);
    state->nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    state->retrans = 1;
    state->retry = 1;
}

static void prepare(void) {
    if (!(_res.options & RES_INIT)) {
        res_init();
    }
    ask_ours(&_res);
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

void *dlopen(const char *path, int flags) {
    return REAL(dlopen)(path, flags & ~RTLD_DEEPBIND);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    prepare();
    return REAL(getaddrinfo)(node, service, hints, result);
}

int getnameinfo(const struct sockaddr *address, socklen_t length, char *host, socklen_t host_room, char *service, socklen_t service_room,
                int flags) {
    prepare();
    return REAL(getnameinfo)(address, length, host, host_room, service, service_room, flags);
}

struct hostent *gethostbyname(const char *name) {
    prepare();
    return REAL(gethostbyname)(name);
}

struct hostent *gethostbyname2(const char *name, int family) {
    prepare();
    return REAL(gethostbyname2)(name, family);
}

int gethostbyname_r(const char *name, struct hostent *host, char *buffer, size_t room, struct hostent **result, int *error) {
    prepare();
    return REAL(gethostbyname_r)(name, host, buffer, room, result, error);
}

int gethostbyname2_r(const char *name, int family, struct hostent *host, char *buffer, size_t room, struct hostent **result, int *error) {
    prepare();
    return REAL(gethostbyname2_r)(name, family, host, buffer, room, result, error);
}

#undef res_ninit
int __res_ninit(res_state);
int __res_ninit(res_state state) {
    int failed = ((int (*)(res_state)) dlsym(RTLD_NEXT, "__res_ninit"))(state);
    ask_ours(state);
    return failed;
}
int res_ninit(res_state) __attribute__((alias("__res_ninit")));
