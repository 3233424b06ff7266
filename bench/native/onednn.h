// oneDNN's recurrent primitives (version 2, C) as its guide on recurrent layers says: weights in the layout that the
// primitive asks for, reordered once; nothing is created while it runs. One thread: the process is pinned to one core.
#ifndef EDGESEQ_BENCH_ONEDNN_H
#define EDGESEQ_BENCH_ONEDNN_H
#pragma push_macro("V") // its header has arguments of these names
#pragma push_macro("H")
#pragma push_macro("B")
#pragma push_macro("T")
#undef V
#undef H
#undef B
#undef T
#include <oneapi/dnnl/dnnl.h>
#pragma pop_macro("V")
#pragma pop_macro("H")
#pragma pop_macro("B")
#pragma pop_macro("T")
#include "cell.h"
#include <stdio.h>
#include <stdlib.h>
#if DNNL_VERSION_MAJOR != 2
#error "written for oneDNN 2"
#endif

#define I (INPUTS ? INPUTS : V) // a token is a vector with a one
#define BIASES (GRU ? G + 1 : G)

static dnnl_engine_t engine;
static dnnl_stream_t stream;

static void check(dnnl_status_t status, int line) {
  if (status == dnnl_success) return;
  fprintf(stderr, "oneDNN failed with status %d at line %d\n", (int)status, line);
  abort();
}
#define DNNL(call) check(call, __LINE__)

// Their gates: z r n for the GRU (here r z n); i f g o as here. Place of gate g of theirs among ours.
INLINE int ours(int g) { return GRU && g < 2 ? 1 - g : g; }

static dnnl_memory_desc_t describe(int dims, const dnnl_dim_t *sizes, dnnl_format_tag_t tag) {
  dnnl_memory_desc_t d;
  DNNL(dnnl_memory_desc_init_by_tag(&d, dims, sizes, dnnl_f32, tag));
  return d;
}
static dnnl_memory_t memory_of(const dnnl_memory_desc_t *d, float *data) { // its own memory if data is null
  dnnl_memory_t m;
  DNNL(dnnl_memory_create(&m, d, engine, data ? (void *)data : DNNL_MEMORY_ALLOCATE));
  if (!data) { void *p; DNNL(dnnl_memory_get_data_handle(m, &p)); memset(p, 0, dnnl_memory_desc_get_size(d)); }
  return m;
}
static float *data_of(dnnl_memory_t m) { void *p; DNNL(dnnl_memory_get_data_handle(m, &p)); return p; }

static dnnl_primitive_t reorder_of(const dnnl_memory_desc_t *from, const dnnl_memory_desc_t *to) {
  dnnl_primitive_desc_t d;
  dnnl_primitive_t p;
  DNNL(dnnl_reorder_primitive_desc_create(&d, from, engine, to, engine, NULL));
  DNNL(dnnl_primitive_create(&p, d));
  dnnl_primitive_desc_destroy(d);
  return p;
}
static void reorder(dnnl_primitive_t p, dnnl_memory_t from, dnnl_memory_t to) {
  dnnl_exec_arg_t a[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
  DNNL(dnnl_primitive_execute(p, stream, 2, a));
}

// The shapes of a layer over `steps` steps of `rows` rows.
typedef struct { dnnl_memory_desc_t src, state, dst, w, u, b, any_w, any_u; } layer_t;
static layer_t layer_of(int steps, int rows) {
  const dnnl_dims_t src = {steps, rows, I}, state = {1, 1, rows, H}, dst = {steps, rows, H};
  const dnnl_dims_t w = {1, 1, I, G, H}, u = {1, 1, H, G, H}, b = {1, 1, BIASES, H};
  return (layer_t){describe(3, src, dnnl_tnc), describe(4, state, dnnl_ldnc), describe(3, dst, dnnl_tnc),
                   describe(5, w, dnnl_ldigo), describe(5, u, dnnl_ldigo), describe(4, b, dnnl_ldgo),
                   describe(5, w, dnnl_format_tag_any), describe(5, u, dnnl_format_tag_any)};
}

static dnnl_primitive_desc_t forward_of(const layer_t *l, dnnl_prop_kind_t kind) {
  const dnnl_rnn_direction_t dir = dnnl_unidirectional_left2right;
  dnnl_rnn_desc_t d;
  dnnl_primitive_desc_t pd;
#if RNN
  DNNL(dnnl_vanilla_rnn_forward_desc_init(&d, kind, dnnl_eltwise_tanh, dir, &l->src, &l->state, &l->any_w, &l->any_u, &l->b, &l->dst, &l->state, 0, 0, 0));
#elif GRU
  DNNL(dnnl_lbr_gru_forward_desc_init(&d, kind, dir, &l->src, &l->state, &l->any_w, &l->any_u, &l->b, &l->dst, &l->state, 0));
#else
  DNNL(dnnl_lstm_forward_desc_init(&d, kind, dir, &l->src, &l->state, &l->state, &l->any_w, &l->any_u, &l->b, &l->dst, &l->state, &l->state, 0));
#endif
  DNNL(dnnl_primitive_desc_create(&pd, &d, NULL, engine, NULL));
  return pd;
}
INLINE dnnl_memory_desc_t asked(dnnl_primitive_desc_t pd, dnnl_query_t what, int index) { return *dnnl_primitive_desc_query_md(pd, what, index); }

// Our weights in their order: [rows x gates x H], and the biases, with the recurrent bias of the GRU's candidate last.
static void to_theirs(const float *in, float *out, int rows) {
  for (int k = 0; k < rows; k++) for (int g = 0; g < G; g++) memcpy(out + ((size_t)k * G + g) * H, in + (size_t)k * N + ours(g) * H, sizeof(float) * H);
}

// Of the OpenMP that oneDNN was built with. A number of threads must be the same when primitives are made and when they run, so it is compiled in.
#ifdef THREADS
extern void omp_set_num_threads(int) __attribute__((weak));
static void use_threads(void) { if (omp_set_num_threads) omp_set_num_threads(THREADS); }
#else
static void use_threads(void) {}
#endif

static void start(void) {
  use_threads();
  DNNL(dnnl_engine_create(&engine, dnnl_cpu, 0));
  DNNL(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
}
#endif
