// Vectors of VL floats (16 or 8, or 4 elsewhere) in GCC's vector extension, and the activations both programs use.
#ifndef EDGESEQ_BENCH_VEC_H
#define EDGESEQ_BENCH_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef VL
#define VL 16
#endif

#define INLINE __attribute__((always_inline)) static inline
#define EXPORT __attribute__((visibility("default"), noinline))
#define ALIGNED __attribute__((aligned(64)))
// Both compilers unroll fully up to this count; every loop marked so has a constant bound of at most 36.
#define UNROLL _Pragma("GCC unroll 36")

typedef float vec __attribute__((vector_size(VL * 4), aligned(4)));
typedef int32_t ivec __attribute__((vector_size(VL * 4), aligned(4)));

INLINE vec load(const float *p) { return *(const vec *)p; }
INLINE void store(float *p, vec v) { *(vec *)p = v; }
INLINE void add(float *p, vec v) { store(p, load(p) + v); }
INLINE vec all(float x) { return (vec){0} + x; }
INLINE vec maximum(vec a, vec b) {
#if VL == 16 && defined(__AVX512F__)
  return (vec)_mm512_max_ps((__m512)a, (__m512)b);
#elif VL == 8 && defined(__AVX2__)
  return (vec)_mm256_max_ps((__m256)a, (__m256)b);
#else
  ivec m = a > b;
  return (vec)(((ivec)a & m) | ((ivec)b & ~m));
#endif
}
INLINE vec clamp(vec a, float limit) { return -maximum(-maximum(a, all(-limit)), all(-limit)); }

// 2^t with relative error near 2e-7 while |t| is small. The polynomial is evaluated as a tree (Estrin): at small H the
// step waits for this chain, not for throughput.
INLINE vec exp2v(vec t) {
#if VL == 16 && defined(__AVX512F__)
  vec n = (vec)_mm512_roundscale_ps((__m512)t, 8);
#elif VL == 8 && defined(__AVX2__)
  vec n = (vec)_mm256_round_ps((__m256)t, 8);
#else
  vec n;
  t = clamp(t, 126.f);
  for (int i = 0; i < VL; i++) n[i] = __builtin_rintf(t[i]); // one instruction under -ffast-math
#endif
  vec f = t - n, f2 = f * f;
  vec p = (1.0000000f + 6.93147182e-1f * f) + f2 * ((2.40226462e-1f + 5.55041087e-2f * f) + f2 * ((9.61812911e-3f + 1.33335581e-3f * f) + f2 * 1.54035304e-4f));
#if VL == 16 && defined(__AVX512F__)
  return (vec)_mm512_scalef_ps((__m512)p, (__m512)n);
#elif VL == 8 && defined(__AVX512VL__)
  return (vec)_mm256_scalef_ps((__m256)p, (__m256)n);
#else
  n = clamp(n, 126.f);
  return p * (vec)((__builtin_convertvector(n, ivec) + 127) << 23);
#endif
}

INLINE vec expv(vec x) { return exp2v(x * 1.44269504f); }
INLINE vec sigmoidv(vec x) { return 1.f / (1.f + exp2v(x * -1.44269504f)); }
INLINE vec tanhv(vec x) { return 1.f - 2.f / (1.f + exp2v(x * 2.88539008f)); }

INLINE float sumv(vec v) { float s = 0; for (int i = 0; i < VL; i++) s += v[i]; return s; }
INLINE float maxv(vec v) { float m = v[0]; for (int i = 1; i < VL; i++) m = v[i] > m ? v[i] : m; return m; }

// A C program compiled with -ffast-math runs with denormals flushed; a library must not leave that to its host.
INLINE unsigned flush_denormals(void) {
#if defined(__x86_64__)
  unsigned old = _mm_getcsr();
  _mm_setcsr(old | 0x8040);
  return old;
#else
  return 0;
#endif
}
INLINE void restore_denormals(unsigned old) {
#if defined(__x86_64__)
  _mm_setcsr(old);
#else
  (void)old;
#endif
}
#endif
