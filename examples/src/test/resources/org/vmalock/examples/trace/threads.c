/* The recorded program: cc -O1 -pthread -o threads threads.c && strace -f -e trace=memory,process -o threads.strace ./threads */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <signal.h>
#include <setjmp.h>
#define P 4096UL
#define A (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)
static char buf[1 << 16];
static sigjmp_buf back;
extern char **environ;
static void picture(const char *name) {
  int in = open("/proc/self/maps", O_RDONLY), out = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  ssize_t n;
  while ((n = read(in, buf, sizeof buf)) > 0) if (write(out, buf, n) != n) _exit(9);
}
static void onsegv(int s) { (void)s; siglongjmp(back, 1); }
static void *work(void *arg) {
  long id = (long)arg;
  char *kept[40];
  for (int i = 0; i < 40; i++) {
    kept[i] = mmap(NULL, P * (3 + (i + id) % 5), RW, A, -1, 0);
    kept[i][0] = 1;
    if (i % 3 == 0) mprotect(kept[i] + P, P, PROT_READ);
    if (i % 4 == 1) munmap(kept[i] + P, P);
    if (i % 2 == 1) { munmap(kept[i - 1], P * (3 + (i - 1 + id) % 5)); }
    if (i % 5 == 0) free(malloc(300000));
  }
  return NULL;
}
static void run(int threads) {
  pthread_t t[8];
  for (long i = 0; i < threads; i++) pthread_create(&t[i], NULL, work, (void *)i);
  for (int i = 0; i < threads; i++) pthread_join(t[i], NULL);
}
int main(void) {
  char *a = mmap(NULL, 64 * P, RW, A, -1, 0);
  mmap(a + 8 * P, 4 * P, PROT_READ, A | MAP_FIXED, -1, 0);
  mmap(a + 8 * P, 4 * P, PROT_READ, A | MAP_FIXED_NOREPLACE, -1, 0);
  mprotect(a + 20 * P, 5000, PROT_NONE);
  munmap(a + 30 * P, 2 * P + 1);
  munmap(a + 1, P);
  mmap(NULL, 0, RW, A, -1, 0);
  char *b = mmap(NULL, 16 * P, RW, A, -1, 0);
  b = mremap(b, 16 * P, 400 * P, MREMAP_MAYMOVE);
  b = mremap(b, 400 * P, 100 * P, 0);
  char *goal = mmap(NULL, 200 * P, PROT_NONE, A, -1, 0);
  b = mremap(b, 100 * P, 120 * P, MREMAP_MAYMOVE | MREMAP_FIXED, goal + 40 * P);
  char *s = mmap(NULL, 8 * P, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  mremap(s, 0, 8 * P, MREMAP_MAYMOVE);
  sbrk(100000); sbrk(-50000); sbrk(7);
  signal(SIGSEGV, onsegv);
  if (!sigsetjmp(back, 1)) *(volatile char *)(a + 20 * P + 7) = 1;
  run(4);
  pid_t c = fork();
  if (c == 0) {
    run(2);
    munmap(a, 8 * P);
    mprotect(a + 40 * P, 3 * P, PROT_READ | PROT_EXEC);
    picture("child.maps");
    _exit(0);
  }
  run(3);
  pid_t t; char *argv[] = {"true", NULL};
  posix_spawn(&t, "/bin/true", NULL, NULL, argv, environ);
  waitpid(t, NULL, 0); waitpid(c, NULL, 0);
  if (vfork() == 0) { execl("/bin/true", "true", (char *)0); _exit(1); }
  wait(NULL);
  picture("parent.maps");
  return 0;
}
