// Steps of RTNeural (https://github.com/jatinchowdhury18/RTNeural) with every size compiled in, as its users write them: a number in, a cell,
// a dense layer, a number out. Its code is no part of this repository: the build takes it from the user's copy.
//   c++ -O3 -march=native -ffast-math -std=c++17 -fPIC -shared -DCELL=2 -DH=40 -I RTNeural -I RTNeural/modules/Eigen
//       -DRTNEURAL_USE_EIGEN=1 -DRTNEURAL_DEFAULT_ALIGNMENT=32 rtneural.cpp
#include <RTNeural/RTNeural.h>
#include <vector>

#if CELL == 1
using Cell = RTNeural::GRULayerT<float, 1, H>;
#define G 3
#else
using Cell = RTNeural::LSTMLayerT<float, 1, H>;
#define G 4
#endif
#define EXPORT extern "C" __attribute__((visibility("default"), noinline))

static RTNeural::ModelT<float, 1, 1, Cell, RTNeural::DenseT<float, H, 1>> model;
static float last;

// Gates in RTNeural's order: z, r, n of a GRU where the file has r, z, n; of an LSTM the same.
static int gate(int i) { return G == 3 && i < 2 ? 1 - i : i; }

static std::vector<std::vector<float>> matrix(const float *w, int rows) {
  std::vector<std::vector<float>> m(rows, std::vector<float>(G * H));
  for (int k = 0; k < rows; k++)
    for (int g = 0; g < G; g++)
      for (int j = 0; j < H; j++) m[k][g * H + j] = w[(size_t)k * G * H + gate(g) * H + j];
  return m;
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by) {
  auto &cell = model.template get<0>();
  cell.setWVals(matrix(wx, 1));
  cell.setUVals(matrix(uh, H));
  auto bias = matrix(b, 1);
#if CELL == 1
  bias.push_back(std::vector<float>(G * H));
  for (int j = 0; j < H; j++) bias[1][2 * H + j] = c[j];
  cell.setBVals(bias);
#else
  (void)c;
  cell.setBVals(bias[0]);
#endif
  auto &dense = model.template get<1>();
  dense.setWeights({std::vector<float>(wy, wy + H)});
  dense.setBias(by);
  model.reset();
}

EXPORT void peer_steps_dense(const float *x, int count) {
  for (int t = 0; t < count; t++) last = model.forward(x + t);
}

EXPORT void peer_outputs(float *out) { *out = last; }
