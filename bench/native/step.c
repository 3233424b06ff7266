// Streaming step of a recurrent cell with every size compiled in: a token or a vector in, one state, optional probabilities.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DV=96 step.c          (tokens)
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DINPUTS=8 step.c      (vectors, no output layer)
// From H = 64 on a step is bound by reading U from the caches, below that by the chain state -> broadcast -> FMA ->
// sigmoid -> tanh -> state. Hence gemv.h, and b folded into the rows of W that tokens select.
// -DTOKEN_FIRST=1 lets U h wait for the token, as EdgeSeq's sums do, which begin with its row of W: without it the processor multiplies beside the softmax.
// -DALTERNATE=1 visits the panels in alternating order from step to step, which keeps a part of them in the nearer cache.
#include "cell.h"
#include "gemv.h"
#include "recurrence.h"

#ifndef ALTERNATE
#define ALTERNATE 0
#endif
#ifndef TOKEN_FIRST
#define TOKEN_FIRST 0
#endif

ALIGNED static float U[H * N], u[N];
static int odd_step;

// x is W x + b. The product reads h at `from`, 0, which may have to be computed first.
INLINE void step(const float *restrict x, const int from) {
  if (ALTERNATE && (odd_step ^= 1)) gemv(U, h + from, u, H, NV, 1);
  else gemv(U, h + from, u, H, NV, 0);
  activate(x, u);
}

EXPORT void peer_state(float *out) { memcpy(out, h, sizeof h); }

#if INPUTS
ALIGNED static float W[INPUTS * N], b[N], g[N];

EXPORT void peer_load(const float *wx, const float *uh, const float *b_, const float *c, const float *wy, const float *by) {
  (void)wy; (void)by;
  gemv_pack(wx, W, INPUTS, N);
  gemv_pack(uh, U, H, N);
  memcpy(b, b_, sizeof b);
  reset(c);
}

// x [count x INPUTS].
EXPORT void peer_steps_dense(const float *x, int count) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++) {
    gemv(W, x + (size_t)t * INPUTS, g, INPUTS, NV, 0);
    for (int j = 0; j < N; j += VL) store(g + j, load(g + j) + load(b + j));
    step(g, 0);
  }
  restore_denormals(mode);
}
#else
#define VO ((V + VL - 1) / VL)
ALIGNED static float Wb[V * N], Wy[H * VO * VL], by[VO * VL], p[VO * VL];

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by_) {
  for (int v = 0; v < V; v++) for (int j = 0; j < N; j++) Wb[(size_t)v * N + j] = wx[(size_t)v * N + j] + b[j];
  gemv_pack(uh, U, H, N);
  gemv_pack(wy, Wy, H, V);
  for (int j = 0; j < VO * VL; j++) by[j] = j < V ? by_[j] : -1e30f; // what pads the last vector has no probability
  reset(c);
}
EXPORT void peer_probabilities(float *out) { memcpy(out, p, V * sizeof(float)); }

EXPORT void peer_steps(const int *tokens, int count) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++) step(Wb + (size_t)tokens[t] * N, 0);
  restore_denormals(mode);
}

INLINE void steps_output(const int *tokens, int count, const int chained) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++) {
    const int more = chained ? (int)p[0] : 0;
    step(Wb + (size_t)(tokens[t] + more) * N, TOKEN_FIRST ? more : 0);
    gemv(Wy, h, p, H, VO, ALTERNATE && odd_step);
    vec m = all(-1e30f), s = {0};
    for (int j = 0; j < VO * VL; j += VL) { vec y = load(p + j) + load(by + j); store(p + j, y); m = maximum(m, y); }
    float top = maxv(m);
    for (int j = 0; j < VO * VL; j += VL) { vec e = expv(load(p + j) - top); store(p + j, e); s += e; }
    float scale = 1.f / sumv(s);
    for (int j = 0; j < VO * VL; j += VL) store(p + j, load(p + j) * scale);
  }
  restore_denormals(mode);
}
EXPORT void peer_steps_output(const int *tokens, int count) { steps_output(tokens, count, 0); }

// The next token is known when the probabilities are, as in text that is written: + 0, since no probability is 1.
EXPORT void peer_steps_chained(const int *tokens, int count) { steps_output(tokens, count, 1); }
#endif
