// A whole sequence of vectors with every size compiled in: [T x INPUTS] in, the states of all steps out, from the zero state.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DINPUTS=96 -DT=64 sequence.c
// W x of all steps is one product, whose register tiles reuse what a step alone would read again; then the steps as in step.c.
#include "cell.h"
#include "gemm.h"
#include "gemv.h"
#include "recurrence.h"

#ifndef T
#define T 64
#endif
#ifndef ALTERNATE
#define ALTERNATE 0
#endif

ALIGNED static float W[INPUTS * N], U[H * N], b[N], recurrent[H], g[T * N], u[N], Hs[T * H];

EXPORT void peer_load(const float *wx, const float *uh, const float *b_, const float *c, const float *wy, const float *by) {
  (void)wy; (void)by;
  float *out = W; // in panels of TILE_N vectors
  for (int j = 0; j < NV; j += TILE_N) {
    const int columns = (NV - j < TILE_N ? NV - j : TILE_N) * VL;
    for (int k = 0; k < INPUTS; k++) for (int i = 0; i < columns; i++) *out++ = wx[(size_t)k * N + j * VL + i];
  }
  gemv_pack(uh, U, H, N);
  memcpy(b, b_, sizeof b);
  memcpy(recurrent, c, sizeof recurrent);
}
EXPORT void peer_states(float *out) { memcpy(out, Hs, sizeof Hs); }

// x [T x INPUTS].
EXPORT void peer_sequence(const float *x) {
  unsigned mode = flush_denormals();
  reset(recurrent);
  product(T, NV, INPUTS, x, INPUTS, 1, W, TILE_N, 0, g, N, 0, 0, 0);
  for (int t = 0; t < T; t++) {
    float *row = g + (size_t)t * N;
    for (int j = 0; j < N; j += VL) store(row + j, load(row + j) + load(b + j));
    gemv(U, h, u, H, NV, ALTERNATE && (t & 1));
    activate(row, u);
    memcpy(Hs + (size_t)t * H, h, sizeof h);
  }
  restore_denormals(mode);
}
