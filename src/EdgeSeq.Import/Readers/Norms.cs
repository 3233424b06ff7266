using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers;

/// <summary>Norms as tools train them, with an epsilon of their own, as the norms that networks have.</summary>
internal static class Norms
{
    /// <summary>Batch norm after training: its mean and variance are numbers by now.</summary>
    public static string Batch(ForeignModel model, string name, string from, NumberTensor? gamma, NumberTensor? beta, NumberTensor mean, NumberTensor variance, double epsilon)
    {
        int size = model.SizeOf(from);
        gamma?.Require($"{name}, gamma", size);
        beta?.Require($"{name}, beta", size);
        mean.Require($"{name}, mean", size);
        variance.Require($"{name}, variance", size);
        float[] gain = new float[size], shift = new float[size];
        for (int i = 0; i < size; i++)
        {
            double scale = (gamma?.Values[i] ?? 1) / Math.Sqrt(variance.Values[i] + epsilon);
            (gain[i], shift[i]) = ((float)scale, (float)((beta?.Values[i] ?? 0) - (scale * mean.Values[i])));
        }

        return model.Norm(name, from, NormKind.BatchNorm, NumberTensor.Vector(gain), NumberTensor.Vector(shift));
    }

    /// <summary>Layer norm with an epsilon e of its own: ours with e' of 0.00001, of a scaled by s = sqrt(e' / e), since (s a - s m) / sqrt(s^2 v + e') is (a - m) / sqrt(v + e).</summary>
    public static string Layer(ForeignModel model, string name, string from, NumberTensor gain, NumberTensor? shift, double epsilon)
    {
        const double Ours = 0.00001;
        string scaled = epsilon == Ours ? from
            : epsilon > 0 ? model.Pointwise($"{name}_scaled", $"{Activation.Number(Math.Sqrt(Ours / epsilon))} * {{0}}", from)
            : throw new ModelFormatException($"{JsonFields.Quote(name)} is a layer norm with an epsilon of {Activation.Number(epsilon)}; it must be above 0.");
        return model.Norm(name, scaled, NormKind.LayerNorm, gain, shift);
    }
}
