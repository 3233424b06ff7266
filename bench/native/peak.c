// What one core can do: fused multiply-adds with nothing to wait for, and reads of a buffer over and over.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 peak.c
#include "vec.h"

#define CHAINS (VL == 8 ? 12 : 24) // 24 hide the latency on every known core; AVX2 has 16 registers

EXPORT float peak_fma(long rounds) {
  vec a[CHAINS], x = all(0.999f), y = all(0.001f);
  UNROLL for (int i = 0; i < CHAINS; i++) a[i] = all((float)i);
  for (long r = 0; r < rounds; r++) {
    UNROLL for (int i = 0; i < CHAINS; i++) a[i] = a[i] * x + y;
  }
  vec s = {0};
  UNROLL for (int i = 0; i < CHAINS; i++) s += a[i];
  return sumv(s);
}
// One after the other: each waits for the last.
EXPORT float peak_latency(long rounds) {
  vec a = all(1.f), x = all(0.999f), y = all(0.001f);
  for (long r = 0; r < rounds; r++) {
    a = a * x + y;
    __asm__ volatile("" : "+x"(a)); // not folded into fewer
  }
  return sumv(a);
}
EXPORT double peak_flops_a_round(void) { return 2.0 * CHAINS * VL; }

// Floats a multiple of 8 VL. Eight sums, so that loads wait for nothing but memory.
EXPORT float peak_read(const float *p, long floats, long rounds) {
  vec a[8];
  UNROLL for (int i = 0; i < 8; i++) a[i] = (vec){0};
  for (long r = 0; r < rounds; r++) {
    for (long k = 0; k < floats; k += 8 * VL) { UNROLL for (int i = 0; i < 8; i++) a[i] += load(p + k + i * VL); }
    __asm__ volatile("" ::: "memory"); // the next round reads again
  }
  vec s = {0};
  UNROLL for (int i = 0; i < 8; i++) s += a[i];
  return sumv(s);
}
