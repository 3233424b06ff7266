// A step, or a whole sequence of T, by oneDNN with weights of 8 bits: its LSTM over unsigned bytes, the only cell that it has of them. Weights have a scale for every output, inputs and states one
// for all, as its guide on quantized recurrent layers says; the cell state and the bias are floats.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=2 -DH=128 -DV=96 onednn_int8.c -ldnnl
#include "onednn.h"

#ifndef T
#define T 1
#endif
#define SCALE 127.f // of x and h, which are within -1 to 1
#define ZERO 128    // and what 0 is among unsigned bytes

static dnnl_primitive_t cell;
static dnnl_memory_t source, state[2], cells[2], states;
static dnnl_exec_arg_t args[2][9]; // the state goes back and forth between two memories
static int turn;

static dnnl_memory_desc_t of_type(dnnl_memory_desc_t d, dnnl_data_type_t type, dnnl_format_tag_t tag) {
  dnnl_memory_desc_t other;
  DNNL(dnnl_memory_desc_init_by_tag(&other, d.ndims, d.dims, type, tag));
  return other;
}

static dnnl_primitive_attr_t rounding(const float *scales) {
  dnnl_primitive_attr_t attr;
  DNNL(dnnl_primitive_attr_create(&attr));
  DNNL(dnnl_primitive_attr_set_rnn_data_qparams(attr, SCALE, ZERO));
  DNNL(dnnl_primitive_attr_set_rnn_weights_qparams(attr, G * H, (1 << 3) + (1 << 4), scales));
  return attr;
}

static dnnl_status_t make(const layer_t *l, dnnl_primitive_attr_t attr, dnnl_primitive_desc_t *pd) {
  dnnl_memory_desc_t src = of_type(l->src, dnnl_u8, dnnl_tnc), dst = of_type(l->dst, dnnl_u8, dnnl_tnc), h = of_type(l->state, dnnl_u8, dnnl_ldnc);
  dnnl_memory_desc_t w = of_type(l->w, dnnl_s8, dnnl_format_tag_any), u = of_type(l->u, dnnl_s8, dnnl_format_tag_any);
  dnnl_rnn_desc_t d;
  const dnnl_status_t status = dnnl_lstm_forward_desc_init(
      &d, dnnl_forward_inference, dnnl_unidirectional_left2right, &src, &h, &l->state, &w, &u, &l->b, &dst, &h, &l->state, 0);
  return status == dnnl_success ? dnnl_primitive_desc_create(pd, &d, attr, engine, NULL) : status;
}

// Floats and their scales to the layout that the primitive asks for.
static dnnl_memory_t rounded(const float *in, int rows, const dnnl_memory_desc_t *floats, dnnl_memory_desc_t asked_md, dnnl_primitive_attr_t attr) {
  dnnl_memory_t from = memory_of(floats, NULL), to = memory_of(&asked_md, NULL);
  to_theirs(in, data_of(from), rows);
  dnnl_primitive_desc_t pd;
  dnnl_primitive_t p;
  DNNL(dnnl_reorder_primitive_desc_create(&pd, floats, engine, &asked_md, engine, attr));
  DNNL(dnnl_primitive_create(&p, pd));
  reorder(p, from, to);
  return to;
}

// 0 if this processor has such a layer, else the status of oneDNN.
EXPORT int peer_unable(void) {
  start();
  float scales[G * H];
  for (int i = 0; i < G * H; i++) scales[i] = 1;
  const layer_t l = layer_of(T, 1);
  dnnl_primitive_desc_t pd;
  const dnnl_status_t status = make(&l, rounding(scales), &pd);
  if (status == dnnl_success) dnnl_primitive_desc_destroy(pd);
  return (int)status;
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by) {
  start();
  float scales[G * H]; // one for an output, of both matrices
  for (int j = 0; j < N; j++) {
    float most = 0;
    for (int k = 0; k < I; k++) most = fmaxf(most, fabsf(wx[(size_t)k * N + j]));
    for (int k = 0; k < H; k++) most = fmaxf(most, fabsf(uh[(size_t)k * N + j]));
    scales[j] = most > 0 ? 127 / most : 1;
  }
  dnnl_primitive_attr_t attr = rounding(scales);
  const layer_t l = layer_of(T, 1);
  dnnl_primitive_desc_t pd;
  DNNL(make(&l, attr, &pd));
  DNNL(dnnl_primitive_create(&cell, pd));
  dnnl_memory_t w = rounded(wx, I, &l.w, asked(pd, dnnl_query_weights_md, 0), attr), u = rounded(uh, H, &l.u, asked(pd, dnnl_query_weights_md, 1), attr);
  dnnl_memory_t bias = memory_of(&l.b, NULL);
  to_theirs(b, data_of(bias), 1);

  const dnnl_memory_desc_t src = of_type(l.src, dnnl_u8, dnnl_tnc), dst = of_type(l.dst, dnnl_u8, dnnl_tnc), h = of_type(l.state, dnnl_u8, dnnl_ldnc);
  source = memory_of(&src, NULL);
  states = memory_of(&dst, NULL);
  memset(data_of(source), ZERO, (size_t)T * I);
  for (int i = 0; i < 2; i++) {
    state[i] = memory_of(&h, NULL);
    cells[i] = memory_of(&l.state, NULL);
    memset(data_of(state[i]), ZERO, H);
  }
  for (int i = 0; i < 2; i++) {
    const dnnl_exec_arg_t a[] = {
      {DNNL_ARG_SRC_LAYER, source}, {DNNL_ARG_SRC_ITER, state[i]}, {DNNL_ARG_WEIGHTS_LAYER, w}, {DNNL_ARG_WEIGHTS_ITER, u},
      {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST_LAYER, states}, {DNNL_ARG_DST_ITER, state[1 - i]},
      {DNNL_ARG_SRC_ITER_C, cells[i]}, {DNNL_ARG_DST_ITER_C, cells[1 - i]}};
    memcpy(args[i], a, sizeof a);
  }
}

EXPORT void peer_state(float *out) {
  const unsigned char *h = (const unsigned char *)data_of(state[turn]);
  for (int j = 0; j < H; j++) out[j] = (h[j] - ZERO) / SCALE;
}

EXPORT void peer_steps(const int *tokens, int count) {
  unsigned char *in = (unsigned char *)data_of(source);
  for (int t = 0; t < count; t++) {
    in[tokens[t]] = ZERO + (int)SCALE;
    DNNL(dnnl_primitive_execute(cell, stream, 9, args[turn]));
    turn = 1 - turn;
    in[tokens[t]] = ZERO;
  }
}

// x [T x INPUTS], from the zero state.
EXPORT void peer_sequence(const float *x) {
  unsigned char *in = (unsigned char *)data_of(source);
  for (int i = 0; i < T * I; i++) in[i] = (unsigned char)(int)(x[i] * SCALE + (ZERO + .5f));
  memset(data_of(state[0]), ZERO, H);
  memset(data_of(cells[0]), 0, sizeof(float) * H);
  turn = 0;
  DNNL(dnnl_primitive_execute(cell, stream, 9, args[turn]));
  turn = 1;
}

EXPORT void peer_states(float *out) {
  const unsigned char *h = (const unsigned char *)data_of(states);
  for (int i = 0; i < T * H; i++) out[i] = (h[i] - ZERO) / SCALE;
}
