// What one core can do: fused multiply-adds with nothing to wait for. 24 chains hide the latency on every known core.
//   cc -O3 -march=native -fPIC -shared -DVL=16 peak.c
#include "vec.h"

#define CHAINS (VL == 8 ? 12 : 24) // AVX2 has 16 registers

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
EXPORT double peak_flops_a_round(void) { return 2.0 * CHAINS * VL; }
