// Streaming step of a network with every size compiled in: the shape of RNNoise, 42 numbers in, 1 + 22 probabilities out.
//   d = tanh(dense(x, 24)); v = GRU(d, 24); n = GRU([d, v, x], 48); g = GRU([v, n, x], 96); sigmoid(dense(v, 1)), sigmoid(dense(g, 22))
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=8 network.c
// As in step.c with vectors: two products a layer, and then the cell.
#include "vec.h"
#include "gemv.h"

#define LANES(n) (((n) + VL - 1) / VL * VL)
#define UP(n) (((n) + 7) / 8 * 8) // rows: the splits of gemv.h take eight

// Weights come as [inputs x outputs], matrix by matrix; this is the next.
static const float *next_weights;

// Columns at..at+n of a padded matrix, which is packed afterwards.
static void place(float *matrix, int K, int n, int width, int at) {
  for (int k = 0; k < K; k++) for (int j = 0; j < n; j++) matrix[(size_t)k * width + at + j] = *next_weights++;
}

INLINE void gru_step(const float *restrict W, const float *restrict U, const float *restrict b, const float *restrict c, const float *restrict x,
                     float *restrict h, float *restrict a, float *restrict u, const int K, const int H) {
  gemv(W, x, a, UP(K), 3 * LANES(H) / VL, 0);
  gemv(U, h, u, UP(H), 3 * LANES(H) / VL, 0);
  for (int j = 0; j < LANES(H); j += VL) {
    const int z_ = LANES(H) + j, n_ = 2 * LANES(H) + j;
    vec r = sigmoidv(load(a + j) + load(u + j) + load(b + j)), z = sigmoidv(load(a + z_) + load(u + z_) + load(b + z_));
    vec n = tanhv(load(a + n_) + load(b + n_) + r * (load(u + n_) + load(c + j)));
    store(h + j, n + z * (load(h + j) - n));
  }
}

#define LAYER(name, K, H) \
  ALIGNED static float name##_W[UP(K) * 3 * LANES(H)], name##_U[UP(H) * 3 * LANES(H)], name##_b[3 * LANES(H)], name##_c[LANES(H)], name##_h[UP(LANES(H))]; \
  ALIGNED static float name##_a[3 * LANES(H)], name##_u[3 * LANES(H)]; \
  static void name##_load(void) { \
    static float w[UP(K) * 3 * LANES(H)], v[UP(H) * 3 * LANES(H)]; \
    for (int g = 0; g < 3; g++) place(w, K, H, 3 * LANES(H), g * LANES(H)); \
    for (int g = 0; g < 3; g++) place(v, H, H, 3 * LANES(H), g * LANES(H)); \
    for (int g = 0; g < 3; g++) place(name##_b, 1, H, 3 * LANES(H), g * LANES(H)); \
    place(name##_c, 1, H, LANES(H), 0); \
    gemv_pack(w, name##_W, UP(K), 3 * LANES(H)); \
    gemv_pack(v, name##_U, UP(H), 3 * LANES(H)); \
    memset(name##_h, 0, sizeof name##_h); \
  } \
  INLINE void name##_step(const float *restrict x) { gru_step(name##_W, name##_U, name##_b, name##_c, x, name##_h, name##_a, name##_u, K, H); }

#define DENSE(name, K, O) \
  ALIGNED static float name##_W[UP(K) * LANES(O)], name##_b[LANES(O)], name##_y[UP(LANES(O))]; \
  static void name##_load(void) { \
    static float w[UP(K) * LANES(O)]; \
    place(w, K, O, LANES(O), 0); \
    place(name##_b, 1, O, LANES(O), 0); \
    gemv_pack(w, name##_W, UP(K), LANES(O)); \
  } \
  INLINE void name##_step(const float *restrict x) { gemv(name##_W, x, name##_y, UP(K), LANES(O) / VL, 0); }

DENSE(d, 42, 24)
LAYER(v, 24, 24)
LAYER(n, 90, 48)
LAYER(g, 114, 96)
DENSE(vad, 24, 1)
DENSE(gain, 96, 22)

ALIGNED static float x_in[UP(42)], n_in[UP(90)], g_in[UP(114)];

EXPORT void peer_load_network(const float *weights) {
  next_weights = weights;
  d_load(); v_load(); n_load(); g_load(); vad_load(); gain_load();
}
EXPORT void peer_outputs(float *out) {
  out[0] = vad_y[0];
  memcpy(out + 1, gain_y, 22 * sizeof(float));
}

// x [count x 42].
EXPORT void peer_steps_network(const float *x, int count) {
  unsigned mode = flush_denormals();
  for (int t = 0; t < count; t++, x += 42) {
    memcpy(x_in, x, 42 * sizeof(float));
    d_step(x_in);
    for (int j = 0; j < LANES(24); j += VL) store(d_y + j, tanhv(load(d_y + j) + load(d_b + j)));
    v_step(d_y);
    memcpy(n_in, d_y, 24 * sizeof(float)); memcpy(n_in + 24, v_h, 24 * sizeof(float)); memcpy(n_in + 48, x, 42 * sizeof(float));
    n_step(n_in);
    memcpy(g_in, v_h, 24 * sizeof(float)); memcpy(g_in + 24, n_h, 48 * sizeof(float)); memcpy(g_in + 72, x, 42 * sizeof(float));
    g_step(g_in);
    vad_step(v_h);
    gain_step(g_h);
    for (int j = 0; j < LANES(1); j += VL) store(vad_y + j, sigmoidv(load(vad_y + j) + load(vad_b + j)));
    for (int j = 0; j < LANES(22); j += VL) store(gain_y + j, sigmoidv(load(gain_y + j) + load(gain_b + j)));
  }
  restore_denormals(mode);
}
