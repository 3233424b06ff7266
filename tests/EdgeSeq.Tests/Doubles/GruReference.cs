using EdgeSeq.Tests.Models;

namespace EdgeSeq.Tests.Doubles;

/// <summary>The reset-after GRU and its softmax in double, written from the equations in the plainest way.</summary>
internal sealed class GruReference<TShape>(Model<TShape> model)
    where TShape : struct, ITrainableModel
{
    private readonly Dictionary<string, float[,]> _parameters =
        Model<TShape>.Shape.Parameters.ToDictionary(p => p.Name, p => ModelTests.Read(model, p.Name));

    /// <summary>ln P of each token of a sequence.</summary>
    public double[] LogProbabilities(ReadOnlySpan<int> tokens)
    {
        double[] h = new double[Model<TShape>.Shape.Hidden], result = new double[tokens.Length];
        for (int t = 0; t < tokens.Length; t++)
        {
            h = Step(h, t == 0 ? -1 : tokens[t - 1]);
            double[] logits = Product("W_y", h, "b_y");
            result[t] = logits[tokens[t]] - Math.Log(logits.Sum(Math.Exp));
        }

        return result;
    }

    private double[] Step(double[] h, int token)
    {
        double[] r = Product("U_r", h, "b_r"), z = Product("U_z", h, "b_z"), n = Product("U_n", h, "b_hn"), next = new double[h.Length];
        for (int j = 0; j < h.Length; j++)
        {
            double reset = Sigmoid(r[j] + Input("W_r", token, j)), keep = Sigmoid(z[j] + Input("W_z", token, j));
            double candidate = Math.Tanh(Input("W_n", token, j) + _parameters["b_n"][0, j] + (reset * n[j]));
            next[j] = ((1 - keep) * candidate) + (keep * h[j]);
        }

        return next;
    }

    private double[] Product(string weights, double[] h, string bias)
    {
        float[,] w = _parameters[weights], b = _parameters[bias];
        return [.. Enumerable.Range(0, b.Length).Select(j => b[0, j] + h.Select((value, k) => value * w[k, j]).Sum())];
    }

    private double Input(string weights, int token, int j) => token < 0 ? 0 : _parameters[weights][token, j];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
