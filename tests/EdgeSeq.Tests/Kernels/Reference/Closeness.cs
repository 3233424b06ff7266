using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>How near float kernels must come to the reference in double.</summary>
internal static class Closeness
{
    /// <summary>
    /// The largest error of a tensor, by its largest number, and never a number by its own size: a sum that nearly cancels
    /// has no relative accuracy. Unit roundoff is u = 2^-24. A sum of n products rounds n times; roundings behave like a
    /// random walk, so it is off by about sqrt(n) u of its terms, here with n = H + V + B T at most. Activations add 4 ulp,
    /// and the recurrence hands errors on over the window, growing by no more than a few since weights are about 1 / sqrt(H).
    /// Four times (8 + sqrt(n)) u is 1.1e-5 at most; a lost term or a wrong sign shows from 1e-3 on.
    /// </summary>
    public static double Tolerance(ModelShape shape, int steps) => 4 * (8 + Math.Sqrt(shape.HiddenSizes.Sum() + shape.Vocabulary + shape.Inputs + shape.Outputs + steps)) * double.Exp2(-24);

    /// <summary>
    /// What the tensors of one model are judged by at least: a tenth of the largest number of them all, since a tensor of one or
    /// two numbers may nearly cancel, or be zero for good reason.
    /// </summary>
    public static double Floor(IEnumerable<double[]> tensors) => tensors.Max(tensor => tensor.Max(Math.Abs)) / 10;

    public static void Assert(string what, ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, double floor = 0)
    {
        double[] widened = new double[actual.Length];
        for (int i = 0; i < actual.Length; i++)
        {
            widened[i] = actual[i];
        }

        Assert(what, expected, widened, tolerance, floor);
    }

    public static void Assert(string what, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, double floor = 0)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        double largest = floor;
        foreach (double value in expected)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        Xunit.Assert.True(largest > 1e-6, $"{what}: all numbers are about zero, so nothing would be tested.");
        for (int i = 0; i < expected.Length; i++)
        {
            Xunit.Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * largest,
                $"{what}, number {i}: {actual[i]:R} instead of {expected[i]:R}, off by {Math.Abs(expected[i] - actual[i]) / largest:E1} of the largest number; the limit is {tolerance:E1}.");
        }
    }
}
