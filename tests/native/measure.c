// Runs a program and prints what it took: peak resident memory in KB and microseconds from exec to its first byte of output.
//   cc -O2 -o measure measure.c; ./measure PROGRAM [ARGUMENT]...
// What the program prints goes nowhere; the exit code is the program's, or 126 if it cannot be run.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
  int out[2], status;
  char bytes[4096];
  struct rusage usage;
  if (argc < 2 || pipe(out) != 0) return 126;

  double begin = microseconds(), first = 0;
  pid_t child = vfork();
  if (child == 0) {
    dup2(out[1], STDOUT_FILENO);
    close(out[0]);
    close(out[1]);
    execvp(argv[1], argv + 1);
    _exit(126);
  }

  close(out[1]);
  for (ssize_t n; (n = read(out[0], bytes, sizeof bytes)) > 0;) {
    if (first == 0) first = microseconds();
  }

  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 126;
  printf("%ld %.0f\n", usage.ru_maxrss, first == 0 ? -1 : first - begin);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
