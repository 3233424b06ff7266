// Inference by oneDNN: steps of one, or a whole sequence of T, with the functions of step.c and sequence.c.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DV=96 onednn_step.c -ldnnl
#include "onednn.h"

#ifndef T
#define T 1
#endif

static dnnl_primitive_t cell;
static dnnl_memory_t source, state[2], cells[2], states;
static dnnl_exec_arg_t args[2][9]; // the state goes back and forth between two memories
static int arg_count, turn;
static float *Wy, *by, *probabilities;

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by_) {
  start();
  const layer_t l = layer_of(T, 1);
  dnnl_primitive_desc_t pd = forward_of(&l, dnnl_forward_inference);
  DNNL(dnnl_primitive_create(&cell, pd));
  const dnnl_memory_desc_t fast_w = asked(pd, dnnl_query_weights_md, 0), fast_u = asked(pd, dnnl_query_weights_md, 1);
  dnnl_primitive_desc_destroy(pd);

  dnnl_memory_t w = memory_of(&l.w, NULL), u = memory_of(&l.u, NULL), bias = memory_of(&l.b, NULL);
  to_theirs(wx, data_of(w), I);
  to_theirs(uh, data_of(u), H);
  to_theirs(b, data_of(bias), 1);
  if (GRU) memcpy(data_of(bias) + N, c, sizeof(float) * H);
  dnnl_memory_t fw = memory_of(&fast_w, NULL), fu = memory_of(&fast_u, NULL);
  reorder(reorder_of(&l.w, &fast_w), w, fw);
  reorder(reorder_of(&l.u, &fast_u), u, fu);

  source = memory_of(&l.src, NULL);
  states = memory_of(&l.dst, NULL);
  for (int i = 0; i < 2; i++) { state[i] = memory_of(&l.state, NULL); cells[i] = memory_of(&l.state, NULL); }
  for (int i = 0; i < 2; i++) {
    const dnnl_exec_arg_t a[] = {
      {DNNL_ARG_SRC_LAYER, source}, {DNNL_ARG_SRC_ITER, state[i]}, {DNNL_ARG_WEIGHTS_LAYER, fw}, {DNNL_ARG_WEIGHTS_ITER, fu},
      {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST_LAYER, states}, {DNNL_ARG_DST_ITER, state[1 - i]},
      {DNNL_ARG_SRC_ITER_C, cells[i]}, {DNNL_ARG_DST_ITER_C, cells[1 - i]}};
    memcpy(args[i], a, sizeof a);
  }
  arg_count = LSTM ? 9 : 7;
  if (V) {
    Wy = malloc(sizeof(float) * H * V); by = malloc(sizeof(float) * V); probabilities = malloc(sizeof(float) * V);
    memcpy(Wy, wy, sizeof(float) * H * V);
    memcpy(by, by_, sizeof(float) * V);
  }
}

INLINE void step(void) {
  DNNL(dnnl_primitive_execute(cell, stream, arg_count, args[turn]));
  turn = 1 - turn;
}

EXPORT void peer_state(float *out) { memcpy(out, data_of(state[turn]), sizeof(float) * H); }
EXPORT void peer_states(float *out) { memcpy(out, data_of(states), sizeof(float) * T * H); }
EXPORT void peer_probabilities(float *out) { memcpy(out, probabilities, sizeof(float) * V); }

EXPORT void peer_steps_dense(const float *x, int count) {
  float *in = data_of(source);
  for (int t = 0; t < count; t++) { memcpy(in, x + (size_t)t * I, sizeof(float) * I); step(); }
}

EXPORT void peer_steps(const int *tokens, int count) {
  float *in = data_of(source);
  for (int t = 0; t < count; t++) { in[tokens[t]] = 1; step(); in[tokens[t]] = 0; }
}

EXPORT void peer_steps_output(const int *tokens, int count) {
  float *p = probabilities;
  for (int t = 0; t < count; t++) {
    peer_steps(tokens + t, 1);
    memcpy(p, by, sizeof(float) * V);
    DNNL(dnnl_sgemm('N', 'N', 1, V, H, 1.f, data_of(state[turn]), H, Wy, V, 1.f, p, V));
    vec m = all(-1e30f), s = {0};
    for (int j = 0; j < V; j += VL) m = maximum(m, load(p + j));
    float top = maxv(m);
    for (int j = 0; j < V; j += VL) { vec e = expv(load(p + j) - top); store(p + j, e); s += e; }
    float scale = 1.f / sumv(s);
    for (int j = 0; j < V; j += VL) store(p + j, load(p + j) * scale);
  }
}

// x [T x INPUTS], from the zero state.
EXPORT void peer_sequence(const float *x) {
  memcpy(data_of(source), x, sizeof(float) * T * I);
  memset(data_of(state[0]), 0, sizeof(float) * H);
  memset(data_of(cells[0]), 0, sizeof(float) * H);
  turn = 0;
  step();
}
