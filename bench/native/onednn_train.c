// Training by oneDNN, with the function of train.c: its recurrent layer forward and backward and its sgemm for the output
// layer; cross-entropy, clip and Adam are those of train.c. Tokens are vectors with a one: its layers take nothing else.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DV=96 -DB=16 -DT=64 onednn_train.c -ldnnl
#include "onednn.h"
#include "learning.h"

#define TB (T * B)

// One block: W [V x G x H], U [H x G x H], biases, Wy [H x V], by [V], in their order of gates.
enum { OW = 0, OU = OW + V * N, OB = OU + H * N, OWY = OB + BIASES * H, OBY = OWY + H * V, SIZE = OBY + V };
ALIGNED static float P[SIZE], D[SIZE], M1[SIZE], M2[SIZE], L[TB * V];
static double powers[2];
static int X[TB], Y[TB];
static dnnl_primitive_t forward, backward, to_fw, to_fu, to_bw, to_bu, from_dw, from_du;
static dnnl_memory_t w, u, dw_plain, du_plain, fw, fu, bw, bu, dw, du, bias, dbias;
static dnnl_memory_t source, states, h0, h1, c0, c1, workspace, dsource, dstates, dh0, dh1, dc0, dc1;
static size_t dw_size, du_size;

static dnnl_primitive_desc_t backward_of(const layer_t *l, dnnl_primitive_desc_t hint) {
  const dnnl_rnn_direction_t dir = dnnl_unidirectional_left2right;
  const dnnl_memory_desc_t *s = &l->src, *h = &l->state, *aw = &l->any_w, *au = &l->any_u, *b = &l->b, *d = &l->dst;
  dnnl_rnn_desc_t desc;
  dnnl_primitive_desc_t pd;
#if RNN
  DNNL(dnnl_vanilla_rnn_backward_desc_init(&desc, dnnl_backward, dnnl_eltwise_tanh, dir, s, h, aw, au, b, d, h, s, h, aw, au, b, d, h, 0, 0, 0));
#elif GRU
  DNNL(dnnl_lbr_gru_backward_desc_init(&desc, dnnl_backward, dir, s, h, aw, au, b, d, h, s, h, aw, au, b, d, h, 0));
#else
  DNNL(dnnl_lstm_backward_desc_init(&desc, dnnl_backward, dir, s, h, h, aw, au, b, d, h, h, s, h, h, aw, au, b, d, h, h, 0));
#endif
  DNNL(dnnl_primitive_desc_create(&pd, &desc, NULL, engine, hint));
  return pd;
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by) {
  to_theirs(wx, P + OW, V);
  to_theirs(uh, P + OU, H);
  to_theirs(b, P + OB, 1);
  if (GRU) memcpy(P + OB + N, c, sizeof(float) * H);
  memcpy(P + OWY, wy, sizeof(float) * H * V);
  memcpy(P + OBY, by, sizeof(float) * V);
  powers[0] = powers[1] = 1;

  start();
  const layer_t l = layer_of(T, B);
  dnnl_primitive_desc_t f = forward_of(&l, dnnl_forward_training), g = backward_of(&l, f);
  DNNL(dnnl_primitive_create(&forward, f));
  DNNL(dnnl_primitive_create(&backward, g));
  const dnnl_memory_desc_t fwd = asked(f, dnnl_query_weights_md, 0), fud = asked(f, dnnl_query_weights_md, 1);
  const dnnl_memory_desc_t bwd = asked(g, dnnl_query_weights_md, 0), bud = asked(g, dnnl_query_weights_md, 1);
  const dnnl_memory_desc_t dwd = asked(g, dnnl_query_diff_weights_md, 0), dud = asked(g, dnnl_query_diff_weights_md, 1);
  const dnnl_memory_desc_t wsd = asked(f, dnnl_query_workspace_md, 0);
  dw_size = dnnl_memory_desc_get_size(&dwd); du_size = dnnl_memory_desc_get_size(&dud);
  w = memory_of(&l.w, P + OW); u = memory_of(&l.u, P + OU); bias = memory_of(&l.b, P + OB);
  dw_plain = memory_of(&l.w, D + OW); du_plain = memory_of(&l.u, D + OU); dbias = memory_of(&l.b, D + OB);
  fw = memory_of(&fwd, NULL); fu = memory_of(&fud, NULL); bw = memory_of(&bwd, NULL); bu = memory_of(&bud, NULL);
  dw = memory_of(&dwd, NULL); du = memory_of(&dud, NULL); workspace = memory_of(&wsd, NULL);
  to_fw = reorder_of(&l.w, &fwd); to_fu = reorder_of(&l.u, &fud); to_bw = reorder_of(&l.w, &bwd); to_bu = reorder_of(&l.u, &bud);
  from_dw = reorder_of(&dwd, &l.w); from_du = reorder_of(&dud, &l.u);
  source = memory_of(&l.src, NULL); dsource = memory_of(&l.src, NULL);
  states = memory_of(&l.dst, NULL); dstates = memory_of(&l.dst, NULL);
  dnnl_memory_t *one_state[] = {&h0, &h1, &c0, &c1, &dh0, &dh1, &dc0, &dc1};
  for (int i = 0; i < 8; i++) *one_state[i] = memory_of(&l.state, NULL);
  dnnl_primitive_desc_destroy(g);
  dnnl_primitive_desc_destroy(f);
}

// Without the cell states of the LSTM, which come last.
#define FORWARD(w, u) \
  {DNNL_ARG_SRC_LAYER, source}, {DNNL_ARG_SRC_ITER, h0}, {DNNL_ARG_WEIGHTS_LAYER, w}, {DNNL_ARG_WEIGHTS_ITER, u}, \
  {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST_LAYER, states}, {DNNL_ARG_DST_ITER, h1}, {DNNL_ARG_WORKSPACE, workspace}
#define FORWARD_CELLS {DNNL_ARG_SRC_ITER_C, c0}, {DNNL_ARG_DST_ITER_C, c1}

static void run_forward(void) {
  const dnnl_exec_arg_t a[] = {FORWARD(fw, fu), FORWARD_CELLS};
  reorder(to_fw, w, fw);
  reorder(to_fu, u, fu);
  DNNL(dnnl_primitive_execute(forward, stream, LSTM ? 10 : 8, a));
}

static double loss(void) {
  float *hs = data_of(states);
  DNNL(dnnl_sgemm('N', 'N', TB, V, H, 1.f, hs, H, P + OWY, V, 0.f, L, V));
  double result = cross_entropy(L, P + OBY, Y, TB, V);
  DNNL(dnnl_sgemm('N', 'T', TB, H, V, 1.f, L, V, P + OWY, V, 0.f, data_of(dstates), H));
  DNNL(dnnl_sgemm('T', 'N', H, V, TB, 1.f, hs, H, L, V, 0.f, D + OWY, V));
  add_columns(L, TB, V, V, D + OBY);
  return result;
}

static void run_backward(void) {
  const dnnl_exec_arg_t a[] = {
    FORWARD(bw, bu), {DNNL_ARG_DIFF_SRC_LAYER, dsource}, {DNNL_ARG_DIFF_SRC_ITER, dh0}, {DNNL_ARG_DIFF_WEIGHTS_LAYER, dw},
    {DNNL_ARG_DIFF_WEIGHTS_ITER, du}, {DNNL_ARG_DIFF_BIAS, dbias}, {DNNL_ARG_DIFF_DST_LAYER, dstates}, {DNNL_ARG_DIFF_DST_ITER, dh1},
    FORWARD_CELLS, {DNNL_ARG_DIFF_SRC_ITER_C, dc0}, {DNNL_ARG_DIFF_DST_ITER_C, dc1}};
  reorder(to_bw, w, bw);
  reorder(to_bu, u, bu);
  memset(data_of(dw), 0, dw_size); // it adds to them
  memset(data_of(du), 0, du_size);
  memset(D + OB, 0, sizeof(float) * BIASES * H);
  DNNL(dnnl_primitive_execute(backward, stream, LSTM ? 19 : 15, a));
  reorder(from_dw, dw, dw_plain);
  reorder(from_du, du, du_plain);
}

EXPORT double peer_train(const int *inputs, const int *targets, float rate, float clip, double *seconds) {
  (void)seconds;
  use_threads();
  float *x = data_of(source);
  for (int i = 0; i < TB; i++) x[(size_t)i * V + X[i]] = 0;
  for (int b = 0; b < B; b++) for (int t = 0; t < T; t++) { X[t * B + b] = inputs[b * T + t]; Y[t * B + b] = targets[b * T + t]; }
  for (int i = 0; i < TB; i++) x[(size_t)i * V + X[i]] = 1;
  run_forward();
  double result = loss();
  run_backward();
  clip_and_adam(P, D, M1, M2, SIZE, powers, rate, clip);
  memcpy(data_of(h0), data_of(h1), sizeof(float) * B * H);
  if (LSTM) memcpy(data_of(c0), data_of(c1), sizeof(float) * B * H);
  return result;
}
