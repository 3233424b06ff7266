// Vector times matrix, y = x W: W in panels of PANEL vectors that are read front to back, all sums of a panel in registers,
// k split when a panel has too few vectors to hide the FMA's latency.
#ifndef EDGESEQ_BENCH_GEMV_H
#define EDGESEQ_BENCH_GEMV_H
#include "vec.h"

#define PANEL 8 // vectors of a panel

// One panel of w vectors. KS partial sums of k give at least 8 independent chains; K is a multiple of 8.
#define KSPLIT(w) ((w) >= 8 ? 1 : (w) >= 4 ? 2 : (w) >= 2 ? 4 : 8)
INLINE void gemv_panel(const float *restrict W, const float *restrict x, float *restrict y, const int K, const int w) {
  const int ks = KSPLIT(w);
  vec a[16];
  UNROLL for (int i = 0; i < 16; i++) a[i] = (vec){0};
  for (int k = 0; k < K; k += ks) {
    UNROLL for (int i = 0; i < w * ks; i++) a[i] += load(W + (size_t)k * w * VL + i * VL) * x[k + i / w];
  }
  if (ks == 8) { UNROLL for (int i = 0; i < 4 * w; i++) a[i] += a[i + 4 * w]; }
  if (ks >= 4) { UNROLL for (int i = 0; i < 2 * w; i++) a[i] += a[i + 2 * w]; }
  if (ks >= 2) { UNROLL for (int i = 0; i < w; i++) a[i] += a[i + w]; }
  UNROLL for (int i = 0; i < w; i++) store(y + i * VL, a[i]);
}

INLINE void gemv_tail(const float *restrict W, const float *restrict x, float *restrict y, const int K, const int w) {
  switch (w) { // a constant: one case survives
  case 1: gemv_panel(W, x, y, K, 1); break;
  case 2: gemv_panel(W, x, y, K, 2); break;
  case 3: gemv_panel(W, x, y, K, 3); break;
  case 4: gemv_panel(W, x, y, K, 4); break;
  case 5: gemv_panel(W, x, y, K, 5); break;
  case 6: gemv_panel(W, x, y, K, 6); break;
  case 7: gemv_panel(W, x, y, K, 7); break;
  }
}

// x [K], W [K x n vectors]; `backwards` visits the panels from the last to the first.
INLINE void gemv(const float *restrict W, const float *restrict x, float *restrict y, const int K, const int n, const int backwards) {
  const int full = n / PANEL, rest = n % PANEL;
  const size_t size = (size_t)PANEL * VL * K;
  if (!backwards) {
    for (int p = 0; p < full; p++) gemv_panel(W + p * size, x, y + p * PANEL * VL, K, PANEL);
    gemv_tail(W + full * size, x, y + full * PANEL * VL, K, rest);
  } else {
    gemv_tail(W + full * size, x, y + full * PANEL * VL, K, rest);
    for (int p = full - 1; p >= 0; p--) gemv_panel(W + p * size, x, y + p * PANEL * VL, K, PANEL);
  }
}

// [K x n] row by row into panels of PANEL vectors, columns padded with zero.
INLINE void gemv_pack(const float *w, float *out, int K, int n) {
  int vectors = (n + VL - 1) / VL;
  for (int p = 0; p < vectors; p += PANEL) {
    int columns = (vectors - p < PANEL ? vectors - p : PANEL) * VL;
    for (int k = 0; k < K; k++)
      for (int c = 0; c < columns; c++) { int j = p * VL + c; *out++ = j < n ? w[(size_t)k * n + j] : 0; }
  }
}
#endif
