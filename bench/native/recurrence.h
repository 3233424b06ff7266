// The state of one sequence, and its step from W x + b and U h.
#ifndef EDGESEQ_BENCH_RECURRENCE_H
#define EDGESEQ_BENCH_RECURRENCE_H
#include "cell.h"

ALIGNED static float h[H];
#if GRU
ALIGNED static float C[H];
#elif LSTM
ALIGNED static float c[H];
#endif

// Back to the zero state; also takes the recurrent bias of the GRU's candidate.
static void reset(const float *recurrent_bias) {
  memset(h, 0, sizeof h);
#if GRU
  memcpy(C, recurrent_bias, sizeof C);
#else
  (void)recurrent_bias;
#endif
#if LSTM
  memset(c, 0, sizeof c);
#endif
}

INLINE void activate(const float *restrict x, const float *restrict u) {
  for (int j = 0; j < H; j += VL) {
#if RNN
    store(h + j, tanhv(load(x + j) + load(u + j)));
#elif GRU
    vec r = sigmoidv(load(x + j) + load(u + j)), z = sigmoidv(load(x + H + j) + load(u + H + j));
    vec n = tanhv(load(x + 2 * H + j) + r * (load(u + 2 * H + j) + load(C + j)));
    store(h + j, n + z * (load(h + j) - n));
#else
    vec i = sigmoidv(load(x + j) + load(u + j)), f = sigmoidv(load(x + H + j) + load(u + H + j));
    vec g = tanhv(load(x + 2 * H + j) + load(u + 2 * H + j)), o = sigmoidv(load(x + 3 * H + j) + load(u + 3 * H + j));
    vec cc = f * load(c + j) + i * g;
    store(c + j, cc);
    store(h + j, o * tanhv(cc));
#endif
  }
}
#endif
