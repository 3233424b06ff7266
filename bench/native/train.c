// Training of a one-layer language model (GRU reset-after or Elman RNN) with every size compiled in: forward over a
// window, cross-entropy, backpropagation through time, clip by global norm, Adam. H a multiple of 16, V of 16.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DGRU=1 -DH=128 -DV=96 -DB=16 -DT=64 train.c
// What makes it fast: only the recurrent products run step by step, everything else is one product over the window;
// tokens are gathers and scatters of rows; U, its gradient and its moments live packed in panels, so the forward pass
// packs nothing; transposes go through registers; gradients that one product writes are stored, not added to zeros.
#include "cell.h"
#include <math.h>
#include <time.h>

#ifndef B
#define B 1
#endif
#ifndef T
#define T 64
#endif
#define TB (T * B)
#define VV (V / VL)
#if H % VL || V % VL
#error "H and V must be multiples of the vector"
#endif

// Register tile: 8 x 3 vectors with 32 registers, 4 x 3 with 16. A single row wants panels of many vectors instead.
#if defined(__AVX2__) && !defined(__AVX512VL__)
#define TILE_M 4
#else
#define TILE_M 8
#endif
#define TILE_N 3
#if B == 1
#define PANEL (NV % 12 == 0 ? 12 : 8)  // of U: N = G H columns
#define PANEL_T 8                      // of U^T and Wy^T: H columns
#else
#define PANEL TILE_N
#define PANEL_T TILE_N
#endif
#define DEPTH 256 // steps that one pass over the weight gradients takes: what is packed of them stays in L1 and L2

// One block: Wx [V x N], b [N], c [H], U [H x N] in panels, Wy [H x V], by [V].
enum { OWX = 0, OB = OWX + V * N, OC = OB + N, OU = OC + H, OWY = OU + H * N, OBY = OWY + H * V, SIZE = OBY + V };
ALIGNED static float P[SIZE], D[SIZE], M1[SIZE], M2[SIZE];

ALIGNED static float Ut[N * H], Wyp[H * V], Wyt[V * H];
ALIGNED static float Hs[(T + 1) * B * H];      // states, [t][b][H]; row block 0 is the carried state
#if GRU
ALIGNED static float Ga[TB * N], Q[TB * H];    // gates; U_n h + c
#endif
ALIGNED static float Du[TB * N];               // adjoints of U h
ALIGNED static float Dh[TB * H], L[TB * V];    // adjoint of h from the output layer; logits, then their adjoint
static int X[TB], Y[TB];
static double power1, power2;

// C[m][n] = (or +=) sum over k of A[m*rs + k*cs] Bm[k*ldb + n], mr rows and nr vectors, all sums in registers.
INLINE void tile(const int mr, const int nr, int K, const float *restrict A, const long rs, const long cs,
                 const float *restrict Bm, const long ldb, float *restrict C, const long ldc, const int onto) {
  vec a[8][12];
  UNROLL for (int m = 0; m < mr; m++) { UNROLL for (int j = 0; j < nr; j++) a[m][j] = onto ? load(C + m * ldc + j * VL) : (vec){0}; }
  for (int k = 0; k < K; k++) {
    vec b[12];
    UNROLL for (int j = 0; j < nr; j++) b[j] = load(Bm + k * ldb + j * VL);
    UNROLL for (int m = 0; m < mr; m++) { float s = A[m * rs + k * cs]; UNROLL for (int j = 0; j < nr; j++) a[m][j] += b[j] * s; }
  }
  UNROLL for (int m = 0; m < mr; m++) { UNROLL for (int j = 0; j < nr; j++) store(C + m * ldc + j * VL, a[m][j]); }
}

INLINE void rows(const int M, const int nr, int K, const float *A, const long rs, const long cs,
                 const float *Bm, const long ldb, float *C, const long ldc, const int onto) {
  int m = 0;
  for (; m + TILE_M <= M; m += TILE_M) tile(TILE_M, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto);
  if (M % TILE_M >= 4) { tile(4, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto); m += 4; }
  if (M % 4 >= 2) { tile(2, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto); m += 2; }
  if (M % 2) tile(1, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto);
}

// C [M x n vectors] from panels of pw vectors; B unpacked when pw is 0 (then ldb counts), C in panels of pc when set.
INLINE void product(const int M, const int n, const int K, const float *A, const long rs, const long cs, const float *Bm,
                    const int pw, const long ldb, float *C, const long ldc, const int pc, const int crows, const int onto) {
  const int step = pw > TILE_N ? pw : TILE_N;
  for (int j = 0; j < n; j += step) {
    const int left = n - j < step ? n - j : step;
    const float *b = pw ? Bm + (size_t)j * VL * K : Bm + j * VL;
    const long lb = pw ? left * VL : ldb;
    float *c = C + j * VL;
    long lc = ldc;
    if (pc) { // the panel of C that holds column j, and j's place in it
      const int p = j / pc, wide = n - p * pc < pc ? n - p * pc : pc;
      c = C + (size_t)p * pc * VL * crows + (j - p * pc) * VL;
      lc = wide * VL;
    }
    switch (left) { // constant but for the last panel
    case 12: rows(M, 12, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 8: rows(M, 8, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 7: rows(M, 7, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 6: rows(M, 6, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 5: rows(M, 5, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 4: rows(M, 4, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 3: rows(M, 3, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 2: rows(M, 2, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 1: rows(M, 1, K, A, rs, cs, b, lb, c, lc, onto); break;
    }
  }
}

// out[j][i] = in[i][j] for a block of VL x VL, through registers where the compiler has a shuffle.
INLINE void transpose_block(const float *in, long ldi, float *out, long ldo) {
#if defined(__GNUC__) && !defined(__clang__)
  vec r[VL];
  UNROLL for (int i = 0; i < VL; i++) r[i] = load(in + i * ldi);
  UNROLL for (int s = 1; s < VL; s *= 2) {
    ivec lo, hi; // lanes of (a, b) that end in the upper and the lower row of a pair
    UNROLL for (int l = 0; l < VL; l++) { lo[l] = l & s ? VL + l - s : l; hi[l] = l & s ? VL + l : l + s; }
    UNROLL for (int i = 0; i < VL; i++) {
      if (i & s) continue;
      vec a = r[i], b = r[i + s];
      r[i] = __builtin_shuffle(a, b, lo);
      r[i + s] = __builtin_shuffle(a, b, hi);
    }
  }
  UNROLL for (int i = 0; i < VL; i++) store(out + i * ldo, r[i]);
#else
  for (int i = 0; i < VL; i++) for (int j = 0; j < VL; j++) out[j * ldo + i] = in[i * ldi + j];
#endif
}

// Where row k of the panel with column j begins in a matrix of `depth` rows and n vectors, in panels of pw.
INLINE const float *at(const float *m, int pw, int n, int depth, int k, int j, long *ld) {
  if (!pw) { *ld = n * VL; return m + (size_t)k * n * VL + j * VL; }
  int p = j / pw, wide = n - p * pw < pw ? n - p * pw : pw;
  *ld = wide * VL;
  return m + (size_t)p * pw * VL * depth + (size_t)k * wide * VL + (j - p * pw) * VL;
}

// [K x n vectors] in panels of pi (0: plain rows) to its transpose [n VL x K] in panels of po.
INLINE void transpose(const float *in, int pi, int K, int n, float *out, int po) {
  for (int k = 0; k < K; k += VL) for (int j = 0; j < n; j++) {
    long li, lo;
    const float *i = at(in, pi, n, K, k, j, &li);
    float *o = (float *)at(out, po, K / VL, n * VL, j * VL, k / VL, &lo);
    transpose_block(i, li, o, lo);
  }
}

// C [H x n vectors] = X^T Y over the window, X [TB x H], Y [TB x n VL], C in panels of pc (0: plain rows). Rows of X and Y
// are far apart, often by a power of two, where they would evict each other: so both are packed, a slice at a time.
INLINE void gradient(const float *X, const float *Y, const int n, float *C, const int pc) {
  if (TB <= DEPTH) {
    product(H, n, TB, X, 1, H, Y, 0, n * VL, C, n * VL, pc, H, 0);
    return;
  }
  ALIGNED static float xp[H * DEPTH], yp[TILE_N * VL * DEPTH];
  for (int k = 0; k < TB; k += DEPTH) {
    const int depth = TB - k < DEPTH ? TB - k : DEPTH;
    for (int m = 0; m < H; m += TILE_M)
      for (int i = 0; i < depth; i++) memcpy(xp + (size_t)m * depth + i * TILE_M, X + (size_t)(k + i) * H + m, sizeof(float) * TILE_M);
    for (int j = 0; j < n; j += TILE_N) {
      const int w = n - j < TILE_N ? n - j : TILE_N;
      for (int i = 0; i < depth; i++)
        for (int c = 0; c < w; c++) store(yp + (i * w + c) * VL, load(Y + (size_t)(k + i) * n * VL + (j + c) * VL));
      for (int m = 0; m < H; m += TILE_M) {
        const float *a = xp + (size_t)m * depth;
        long ldc;
        float *c = (float *)at(C, pc, n, H, m, j, &ldc);
        if (k == 0) switch (w) {
          case 3: tile(TILE_M, 3, depth, a, 1, TILE_M, yp, 3 * VL, c, ldc, 0); break;
          case 2: tile(TILE_M, 2, depth, a, 1, TILE_M, yp, 2 * VL, c, ldc, 0); break;
          case 1: tile(TILE_M, 1, depth, a, 1, TILE_M, yp, 1 * VL, c, ldc, 0); break;
        } else switch (w) {
          case 3: tile(TILE_M, 3, depth, a, 1, TILE_M, yp, 3 * VL, c, ldc, 1); break;
          case 2: tile(TILE_M, 2, depth, a, 1, TILE_M, yp, 2 * VL, c, ldc, 1); break;
          case 1: tile(TILE_M, 1, depth, a, 1, TILE_M, yp, 1 * VL, c, ldc, 1); break;
        }
      }
    }
  }
}

static void forward(void) {
  ALIGNED static float u[B * N];
  for (int t = 0; t < T; t++) {
    const float *hp = Hs + (size_t)t * B * H;
    product(B, NV, H, hp, H, 1, P + OU, PANEL, 0, u, N, 0, 0, 0);
    for (int b = 0; b < B; b++) {
      const size_t i = (size_t)t * B + b;
      const float *restrict w = P + OWX + (size_t)X[i] * N, *restrict bias = P + OB, *restrict ub = u + b * N, *restrict h0 = hp + b * H;
      float *restrict h1 = Hs + (i + B) * H;
#if GRU
      float *restrict g = Ga + i * N, *restrict qs = Q + i * H;
      for (int j = 0; j < H; j += VL) {
        vec r = sigmoidv(load(w + j) + load(bias + j) + load(ub + j));
        vec z = sigmoidv(load(w + H + j) + load(bias + H + j) + load(ub + H + j));
        vec q = load(ub + 2 * H + j) + load(P + OC + j);
        vec n = tanhv(load(w + 2 * H + j) + load(bias + 2 * H + j) + r * q);
        store(g + j, r); store(g + H + j, z); store(g + 2 * H + j, n); store(qs + j, q);
        store(h1 + j, n + z * (load(h0 + j) - n));
      }
#else
      (void)h0;
      for (int j = 0; j < H; j += VL) store(h1 + j, tanhv(load(w + j) + load(bias + j) + load(ub + j)));
#endif
    }
  }
}

// Mean cross-entropy; leaves its derivative by the logits in L.
static double loss(void) {
  for (int j = 0; j < VV; j += TILE_N) { // Wy is kept plain for its gradient; the panels cost one pass
    const int w = VV - j < TILE_N ? VV - j : TILE_N;
    float *o = Wyp + (size_t)j * VL * H;
    for (int k = 0; k < H; k++) for (int c = 0; c < w; c++) store(o + (size_t)(k * w + c) * VL, load(P + OWY + (size_t)k * V + (j + c) * VL));
  }
  product(TB, VV, H, Hs + B * H, H, 1, Wyp, TILE_N, 0, L, V, 0, 0, 0);
  double total = 0;
  for (int i = 0; i < TB; i++) {
    float *restrict l = L + (size_t)i * V;
    const float *restrict by = P + OBY;
    vec m = load(l) + load(by);
    for (int j = 0; j < V; j += VL) { vec x = load(l + j) + load(by + j); store(l + j, x); m = maximum(m, x); }
    float top = maxv(m), target = l[Y[i]] - top;
    vec s = {0};
    for (int j = 0; j < V; j += VL) { vec e = expv(load(l + j) - top); store(l + j, e); s += e; }
    float sum = sumv(s), scale = 1.f / (sum * TB);
    for (int j = 0; j < V; j += VL) store(l + j, load(l + j) * scale);
    l[Y[i]] -= 1.f / TB;
    total += logf(sum) - target;
  }
  return total / TB;
}

static void add_columns(const float *restrict x, int ld, int n, float *restrict out) { // out[j] = sum of column j
  for (int j = 0; j < n; j += 2 * VL) {
    const int two = j + VL < n;
    vec s = {0}, r = {0};
    for (int i = 0; i < TB; i++) { s += load(x + (size_t)i * ld + j); if (two) r += load(x + (size_t)i * ld + j + VL); }
    store(out + j, s);
    if (two) store(out + j + VL, r);
  }
}

static void backward(void) {
  ALIGNED static float dh[B * H], keep[B * H];
  transpose(P + OU, PANEL, H, NV, Ut, PANEL_T);
  transpose(P + OWY, 0, H, VV, Wyt, TILE_N);

  product(TB, GV, V, L, V, 1, Wyt, TILE_N, 0, Dh, H, 0, 0, 0);
  add_columns(L, V, V, D + OBY);

  memset(D, 0, sizeof(float) * OU); // Wx, b, c: sums that every step adds to, while its adjoints are in the nearest cache
  memset(dh, 0, sizeof dh);
  for (int t = T - 1; t >= 0; t--) {
    for (int b = 0; b < B; b++) {
      const size_t i = (size_t)t * B + b;
      const float *restrict d0 = Dh + i * H;
      float *restrict d = dh + b * H, *restrict du = Du + i * N;
      float *restrict dw = D + OWX + (size_t)X[i] * N, *restrict db = D + OB, *restrict dc = D + OC;
#if GRU
      const float *restrict g = Ga + i * N, *restrict qs = Q + i * H, *restrict h0 = Hs + i * H;
      float *restrict kp = keep + b * H;
      for (int j = 0; j < H; j += VL) {
        vec r = load(g + j), z = load(g + H + j), n = load(g + 2 * H + j), dd = load(d + j) + load(d0 + j);
        vec dn = dd * (1.f - z) * (1.f - n * n), dz = dd * (load(h0 + j) - n) * z * (1.f - z);
        vec dr = dn * load(qs + j) * r * (1.f - r);
        add(dw + j, dr); add(dw + H + j, dz); add(dw + 2 * H + j, dn);
        add(db + j, dr); add(db + H + j, dz); add(db + 2 * H + j, dn); add(dc + j, dn * r);
        store(du + j, dr); store(du + H + j, dz); store(du + 2 * H + j, dn * r);
        store(kp + j, dd * z);
      }
#else
      const float *restrict h1 = Hs + (i + B) * H;
      for (int j = 0; j < H; j += VL) {
        vec h = load(h1 + j), dn = (load(d + j) + load(d0 + j)) * (1.f - h * h);
        store(du + j, dn); add(dw + j, dn); add(db + j, dn);
      }
      (void)dc;
#endif
    }
    if (t == 0) break; // nothing flows into the window before
    product(B, GV, N, Du + (size_t)t * B * N, N, 1, Ut, PANEL_T, 0, dh, H, 0, 0, 0);
    if (GRU) for (int j = 0; j < B * H; j += VL) store(dh + j, load(dh + j) + load(keep + j));
  }

  gradient(Hs, Du, NV, D + OU, PANEL);
  gradient(Hs + B * H, L, VV, D + OWY, 0);
}

static void update(float rate, float clip) {
  vec s[4] = {{0}};
  int i = 0;
  for (; i + 4 * VL <= SIZE; i += 4 * VL) { UNROLL for (int q = 0; q < 4; q++) { vec g = load(D + i + q * VL); s[q] += g * g; } }
  for (; i < SIZE; i += VL) { vec g = load(D + i); s[0] += g * g; }
  const float norm = sqrtf(sumv(s[0] + s[1] + s[2] + s[3])), scale = norm > clip ? clip / norm : 1.f;
  power1 *= 0.9; power2 *= 0.999;
  const float step = rate / (float)(1 - power1), root = 1.f / sqrtf((float)(1 - power2));
  for (i = 0; i < SIZE; i++) {
    float g = D[i] * scale, m = M1[i] = 0.9f * M1[i] + 0.1f * g, v = M2[i] = 0.999f * M2[i] + 0.001f * g * g;
    P[i] -= step * m / (sqrtf(v) * root + 1e-8f);
  }
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by) {
  memcpy(P + OWX, wx, sizeof(float) * V * N);
  memcpy(P + OB, b, sizeof(float) * N);
  memcpy(P + OC, c, sizeof(float) * H);
  memcpy(P + OWY, wy, sizeof(float) * H * V);
  memcpy(P + OBY, by, sizeof(float) * V);
  for (int k = 0; k < H; k++) for (int j = 0; j < N; j++) { long ld; ((float *)at(P + OU, PANEL, NV, H, k, j / VL, &ld))[j % VL] = uh[(size_t)k * N + j]; }
  memset(M1, 0, sizeof M1); memset(M2, 0, sizeof M2); memset(Hs, 0, sizeof Hs); memset(D, 0, sizeof D);
  power1 = power2 = 1;
}

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }

// One training step, inputs and targets [B x T] row-major; the state is carried. Returns the loss and adds to `seconds`
// the time of the forward pass, of loss and backward pass, and of clip and update.
EXPORT double peer_train(const int *inputs, const int *targets, float rate, float clip, double *seconds) {
  unsigned mode = flush_denormals();
  double t0 = now();
  for (int b = 0; b < B; b++) for (int t = 0; t < T; t++) { X[t * B + b] = inputs[b * T + t]; Y[t * B + b] = targets[b * T + t]; }
  forward();
  double t1 = now();
  double result = loss();
  backward();
  double t2 = now();
  update(rate, clip);
  memcpy(Hs, Hs + (size_t)T * B * H, sizeof(float) * B * H);
  seconds[0] += t1 - t0; seconds[1] += t2 - t1; seconds[2] += now() - t2;
  restore_denormals(mode);
  return result;
}
