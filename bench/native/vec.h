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
typedef uint32_t uvec __attribute__((vector_size(VL * 4), aligned(4)));
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

#if defined(SAME_FUNCTIONS) && defined(__FMA__)
// EdgeSeq's own formulas, within 4 ulp of all x by instructions that every processor has, so that a comparison can tell what the shorter ones below save.
INLINE vec shifted(vec z, float factor, float shift) { // an intrinsic, which -ffast-math does not see through
#if VL == 16
  return (vec)_mm512_fmadd_ps((__m512)z, _mm512_set1_ps(factor), _mm512_set1_ps(shift));
#else
  return (vec)_mm256_fmadd_ps((__m256)z, _mm256_set1_ps(factor), _mm256_set1_ps(shift));
#endif
}
INLINE vec expv(vec x) {
  vec z = -maximum(-maximum(x, all(-104.f)), all(-89.f)), t = shifted(z, 1.44269502f, 12583166.f), n = t - 12583166.f;
  vec r = n * 1.90465421e-09f + (z - n * 0.693147182f), r2 = r * r;
  ivec s = (ivec)((uvec)t >> 1) << 23, s2 = ((ivec)t << 23) - s;
  vec w = ((r2 * 0.00140361255f + (r * 0.00837230217f + 0.0416655503f)) * r2 + (r * 0.166664883f + 0.5f)) * r2 + r;
  return (w * (vec)s + (vec)s) * (vec)s2;
}
INLINE vec sigmoidv(vec x) {
  vec z = -maximum(-maximum(x, all(-104.f)), all(-30.f)), t = shifted(z, -1.44269502f, 12583015.f), n = t - 12583015.f;
  vec g = n * 0.693147182f + z, r = g - n * 1.90465421e-09f, s = (vec)((ivec)t << 23), d = s + 5.96046448e-08f;
  vec r2 = g * g, r4 = r2 * r2, a = 0.5f - g * 0.166664883f, b = r2 * 0.00140361255f + (0.0416655503f - g * 0.00837230217f);
  return 5.96046448e-08f / (d - ((r - a * r2) - b * r4) * s);
}
INLINE vec tanhv(vec x) {
  ivec sign = (ivec)x & INT32_MIN;
  vec v = (vec)((ivec)x & INT32_MAX), z = -maximum(-v, all(-9.02000046f)), u = z * z, c = z * u, u2 = u * u;
  vec m = (u * 0.000113781993f + 0.029752044f) * c + z, d = (u * 1.21905123e-06f + 0.00120426808f) * u2 + (u * 0.113085337f + 1.f);
  vec e = d - m * 0.5f, p = m * d, k = (vec)((ivec)p | sign) / (e * e + p);
  vec l = (((u * 0.0164378751f - 0.0526720099f) * u + 0.133207291f) * u - 0.333329469f) * c + z;
  ivec near = v < 0.55f;
  return (vec)((((ivec)l | sign) & near) | ((ivec)k & ~near));
}
#else
INLINE vec expv(vec x) { return exp2v(x * 1.44269504f); }
INLINE vec sigmoidv(vec x) { return 1.f / (1.f + exp2v(x * -1.44269504f)); }
INLINE vec tanhv(vec x) { return 1.f - 2.f / (1.f + exp2v(x * 2.88539008f)); }
#endif

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
