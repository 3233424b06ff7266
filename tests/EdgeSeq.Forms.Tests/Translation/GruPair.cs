using EdgeSeq.Shapes;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>
/// A GRU (reset-after) encoder and decoder written out plainly in double, forward only: central differences of its loss are the
/// gradients that training must find.
/// </summary>
internal sealed class GruPair(Model<Shapes.Encoder> encoder, Model<Shapes.Decoder> decoder)
{
    private readonly Dictionary<string, double[,]> _encoder = Read(encoder), _decoder = Read(decoder);

    /// <summary>The weights of one side, [inputs, outputs].</summary>
    public Dictionary<string, double[,]> Weights(bool ofEncoder) => ofEncoder ? _encoder : _decoder;

    /// <summary>Summed cross-entropy of a target, its tokens read one behind, or instead of them the likeliest ones.</summary>
    public double Loss(ReadOnlySpan<int> source, ReadOnlySpan<int> target, bool readsItsOwn = false)
    {
        double[] h = new double[Shapes.Encoder.Hidden];
        foreach (int token in source)
        {
            h = Step(_encoder, h, token);
        }

        double loss = 0;
        int read = -1;
        foreach (int token in target)
        {
            h = Step(_decoder, h, read);
            double[] logits = Affine(h, _decoder["W_y"], _decoder["b_y"]);
            loss += Math.Log(logits.Sum(Math.Exp)) - logits[token];
            read = readsItsOwn ? Array.IndexOf(logits, logits.Max()) : token;
        }

        return loss;
    }

    private static double[] Step(Dictionary<string, double[,]> w, double[] h, int token)
    {
        double[] r = Gate("r"), z = Gate("z"), inner = Affine(h, w["U_n"], w["b_hn"]);
        double[] next = new double[h.Length];
        for (int j = 0; j < h.Length; j++)
        {
            double n = Math.Tanh(Input("n", j) + w["b_n"][0, j] + (Sigmoid(r[j]) * inner[j]));
            double update = Sigmoid(z[j]);
            next[j] = ((1 - update) * n) + (update * h[j]);
        }

        return next;

        double[] Gate(string name)
        {
            double[] a = Affine(h, w["U_" + name], w["b_" + name]);
            for (int j = 0; j < a.Length; j++)
            {
                a[j] += Input(name, j);
            }

            return a;
        }

        double Input(string name, int j) => token < 0 ? 0 : w["W_" + name][token, j];
    }

    private static double[] Affine(double[] x, double[,] weights, double[,] bias)
    {
        double[] y = new double[weights.GetLength(1)];
        for (int j = 0; j < y.Length; j++)
        {
            y[j] = bias[0, j];
            for (int k = 0; k < x.Length; k++)
            {
                y[j] += x[k] * weights[k, j];
            }
        }

        return y;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static Dictionary<string, double[,]> Read<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        var weights = new Dictionary<string, double[,]>();
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            double[,] values = new double[parameter.Rows, parameter.Columns];
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    values[k, j] = model.Parameters[parameter.Layout.IndexOf(k, j)];
                }
            }

            weights.Add(parameter.Name, values);
        }

        return weights;
    }
}
