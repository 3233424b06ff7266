// The C twin of tests/EdgeSeq.Steps: streams tokens through a cell of bench/native and does nothing else.
//   aarch64-linux-gnu-gcc -O3 -mcpu=cortex-a72 -ffast-math -static -I bench/native -DVL=4 -DCELL=1 -DH=128 -DV=96 steps.c
#include "step.c"

#include <stdio.h>
#include <stdlib.h>

static float wx[V * N], uh[H * N], b[N], c[H], wy[H * V], by[V];

static void fill(float *values, size_t count) {
  static uint32_t state = 1;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525 + 1013904223;
    values[i] = (int32_t)state * (0.1f / 2147483648.f);
  }
}

int main(int argc, char **argv) {
  int count = argc == 2 ? atoi(argv[1]) : 0, *tokens = malloc(sizeof *tokens * (count + 1));
  if (count < 1 || tokens == NULL) return 2;

  fill(wx, V * N), fill(uh, H * N), fill(b, N), fill(c, H), fill(wy, H * V), fill(by, V);
  for (int i = 0; i < count; i++) tokens[i] = i % V;
  peer_load(wx, uh, b, c, wy, by);
  peer_steps(tokens, count);
  peer_state(b);
  printf("%g\n", b[0]); // depends on every step, so none can be left out
  return 0;
}
