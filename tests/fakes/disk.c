/* Loaded before libc: makes writes to the database fail as a broken disk does.

   The file that $FAULTY names holds "CALL ERRNO", such as "fsync 5"; without it all is well.
   "fsync 5 3" fails the third call of the process alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(const char *call, int fd) {
    char link[64], path[512], wanted[32];
    static int calls = 0;
    int code = 0, nth = 0, found = 0;
    const char *trigger = getenv("FAULTY");
    FILE *file = trigger ? fopen(trigger, "r") : NULL;
    if (file == NULL) return 0;
    found = fscanf(file, "%31s %d %d", wanted, &code, &nth) >= 2 && strcmp(wanted, call) == 0;
    fclose(file);
    if (!found) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strstr(path, "wirebell.db") == NULL) return 0;
    if (__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) != nth && nth) return 0;
    errno = code;
    return 1;
}

typedef int (*int_of_fd)(int);
typedef ssize_t (*write_on)(int, const void *, size_t);
typedef ssize_t (*write_at64)(int, const void *, size_t, off64_t);
typedef ssize_t (*write_at)(int, const void *, size_t, off_t);

#define NEXT(type, name) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, name)

int fsync(int fd) {
    NEXT(int_of_fd, "fsync");
    return fails("fsync", fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    NEXT(int_of_fd, "fdatasync");
    return fails("fsync", fd) ? -1 : real(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    NEXT(write_on, "write");
    return fails("pwrite", fd) ? -1 : real(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    NEXT(write_at64, "pwrite64");
    return fails("pwrite", fd) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    NEXT(write_at, "pwrite");
    return fails("pwrite", fd) ? -1 : real(fd, bytes, count, at);
}
