// Streaming step of a GRU (reset-after) or Elman RNN with every size compiled in: token in, one state, optional logits.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DGRU=1 -DH=128 -DV=96 step.c
// From H = 64 on a step is bound by reading U from the caches, below that by the chain state -> broadcast -> FMA ->
// sigmoid -> tanh -> state. Hence: U in panels read front to back, all sums in registers, k split when a panel has too
// few vectors to hide the FMA's latency, and b folded into the rows of W that tokens select.
// -DALTERNATE=1 visits the panels in alternating order from step to step, which keeps a part of them in the nearer cache.
#include "cell.h"

#ifndef ALTERNATE
#define ALTERNATE 0
#endif
#ifndef PANEL
#define PANEL (VL == 16 ? 8 : 8) // vectors of a panel
#endif
#define VO ((V + VL - 1) / VL)

ALIGNED static float Wb[V * N], U[H * N], C[H], Wy[H * VO * VL], by[VO * VL];
ALIGNED static float h[H], u[N], logits[VO * VL];
static int odd_step;

// One panel of w vectors: y = x W. KS partial sums of k give at least 8 independent chains.
#define KSPLIT(w) ((w) >= 8 ? 1 : (w) >= 4 ? 2 : (w) >= 2 ? 4 : 8)
INLINE void panel(const float *restrict W, const float *restrict x, float *restrict y, const int w) {
  const int ks = KSPLIT(w);
  vec a[16];
  UNROLL for (int i = 0; i < 16; i++) a[i] = (vec){0};
  for (int k = 0; k < H; k += ks) {
    UNROLL for (int i = 0; i < w * ks; i++) a[i] += load(W + (size_t)k * w * VL + i * VL) * x[k + i / w];
  }
  if (ks == 8) { UNROLL for (int i = 0; i < 4 * w; i++) a[i] += a[i + 4 * w]; }
  if (ks >= 4) { UNROLL for (int i = 0; i < 2 * w; i++) a[i] += a[i + 2 * w]; }
  if (ks >= 2) { UNROLL for (int i = 0; i < w; i++) a[i] += a[i + w]; }
  UNROLL for (int i = 0; i < w; i++) store(y + i * VL, a[i]);
}

INLINE void tail(const float *restrict W, const float *restrict x, float *restrict y, const int w) {
  switch (w) { // a constant: one case survives
  case 1: panel(W, x, y, 1); break;
  case 2: panel(W, x, y, 2); break;
  case 3: panel(W, x, y, 3); break;
  case 4: panel(W, x, y, 4); break;
  case 5: panel(W, x, y, 5); break;
  case 6: panel(W, x, y, 6); break;
  case 7: panel(W, x, y, 7); break;
  }
}

INLINE void product(const float *restrict W, const float *restrict x, float *restrict y, const int n, const int backwards) {
  const int full = n / PANEL, rest = n % PANEL;
  const size_t size = (size_t)PANEL * VL * H;
  if (!backwards) {
    for (int p = 0; p < full; p++) panel(W + p * size, x, y + p * PANEL * VL, PANEL);
    tail(W + full * size, x, y + full * PANEL * VL, rest);
  } else {
    tail(W + full * size, x, y + full * PANEL * VL, rest);
    for (int p = full - 1; p >= 0; p--) panel(W + p * size, x, y + p * PANEL * VL, PANEL);
  }
}

INLINE void activate(const float *restrict x, const float *restrict g) {
#if GRU
  for (int j = 0; j < H; j += VL) {
    vec r = sigmoidv(load(x + j) + load(g + j)), z = sigmoidv(load(x + H + j) + load(g + H + j));
    vec n = tanhv(load(x + 2 * H + j) + r * (load(g + 2 * H + j) + load(C + j)));
    store(h + j, n + z * (load(h + j) - n));
  }
#else
  for (int j = 0; j < H; j += VL) store(h + j, tanhv(load(x + j) + load(g + j)));
#endif
}

INLINE void step(int token) {
  if (ALTERNATE && (odd_step ^= 1)) product(U, h, u, NV, 1);
  else product(U, h, u, NV, 0);
  activate(Wb + (size_t)token * N, u);
}

// [H x n] row by row into panels of PANEL vectors, columns padded with zero.
static void pack(const float *w, float *out, int n) {
  int vectors = (n + VL - 1) / VL;
  for (int p = 0; p < vectors; p += PANEL) {
    int columns = (vectors - p < PANEL ? vectors - p : PANEL) * VL;
    for (int k = 0; k < H; k++)
      for (int c = 0; c < columns; c++) { int j = p * VL + c; *out++ = j < n ? w[(size_t)k * n + j] : 0; }
  }
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by_) {
  for (int v = 0; v < V; v++) for (int j = 0; j < N; j++) Wb[(size_t)v * N + j] = wx[(size_t)v * N + j] + b[j];
  pack(uh, U, N);
  pack(wy, Wy, V);
  memcpy(C, c, sizeof C);
  memcpy(by, by_, V * sizeof(float));
  memset(h, 0, sizeof h);
}
EXPORT void peer_reset(void) { memset(h, 0, sizeof h); }
EXPORT void peer_state(float *out) { memcpy(out, h, sizeof h); }
EXPORT void peer_logits(float *out) { memcpy(out, logits, V * sizeof(float)); }

EXPORT void peer_steps(const int *tokens, int count) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++) step(tokens[t]);
  restore_denormals(mode);
}

EXPORT void peer_steps_output(const int *tokens, int count) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++) {
    step(tokens[t]);
    product(Wy, h, logits, VO, ALTERNATE && odd_step);
    for (int j = 0; j < VO * VL; j += VL) store(logits + j, load(logits + j) + load(by + j));
  }
  restore_denormals(mode);
}
