// What training peers share beside their products: cross-entropy, sums of columns, clip by global norm and Adam.
#ifndef EDGESEQ_BENCH_LEARNING_H
#define EDGESEQ_BENCH_LEARNING_H
#include "vec.h"
#include <math.h>

// Mean cross-entropy of `rows` rows of n logits, n a multiple of VL; leaves its derivative by the logits in their place.
INLINE double cross_entropy(float *restrict logits, const float *restrict bias, const int *targets, const int rows, const int n) {
  double total = 0;
  for (int i = 0; i < rows; i++) {
    float *restrict l = logits + (size_t)i * n;
    vec m = load(l) + load(bias);
    for (int j = 0; j < n; j += VL) { vec x = load(l + j) + load(bias + j); store(l + j, x); m = maximum(m, x); }
    float top = maxv(m), target = l[targets[i]] - top;
    vec s = {0};
    for (int j = 0; j < n; j += VL) { vec e = expv(load(l + j) - top); store(l + j, e); s += e; }
    float sum = sumv(s), scale = 1.f / (sum * rows);
    for (int j = 0; j < n; j += VL) store(l + j, load(l + j) * scale);
    l[targets[i]] -= 1.f / rows;
    total += logf(sum) - target;
  }
  return total / rows;
}

INLINE void add_columns(const float *restrict x, int rows, int ld, int n, float *restrict out) { // out[j] = sum of column j
  for (int j = 0; j < n; j += 2 * VL) {
    const int two = j + VL < n;
    vec s = {0}, r = {0};
    for (int i = 0; i < rows; i++) { s += load(x + (size_t)i * ld + j); if (two) r += load(x + (size_t)i * ld + j + VL); }
    store(out + j, s);
    if (two) store(out + j + VL, r);
  }
}

// `powers` holds beta1^t and beta2^t, 1 at first; size is a multiple of VL.
INLINE void clip_and_adam(float *restrict p, const float *restrict d, float *restrict m1, float *restrict m2, const int size, double *powers, float rate, float clip) {
  vec s[4] = {{0}};
  int i = 0;
  for (; i + 4 * VL <= size; i += 4 * VL) { UNROLL for (int q = 0; q < 4; q++) { vec g = load(d + i + q * VL); s[q] += g * g; } }
  for (; i < size; i += VL) { vec g = load(d + i); s[0] += g * g; }
  const float norm = sqrtf(sumv(s[0] + s[1] + s[2] + s[3])), scale = norm > clip ? clip / norm : 1.f;
  powers[0] *= 0.9; powers[1] *= 0.999;
  const float step = rate / (float)(1 - powers[0]), root = 1.f / sqrtf((float)(1 - powers[1]));
  for (i = 0; i < size; i++) {
    float g = d[i] * scale, m = m1[i] = 0.9f * m1[i] + 0.1f * g, v = m2[i] = 0.999f * m2[i] + 0.001f * g * g;
    p[i] -= step * m / (sqrtf(v) * root + 1e-8f);
  }
}
#endif
