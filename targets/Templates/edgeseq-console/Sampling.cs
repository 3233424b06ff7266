using System.Text;
using EdgeSeq;

namespace EdgeSeqConsole;

/// <summary>Writes on from a prompt with the saved model.</summary>
internal static class Sampling
{
    private const int Length = 400;

    public static int Run(string prompt, string modelFile)
    {
        if (!File.Exists(modelFile))
        {
            Console.Error.WriteLine($"There is no {modelFile} here: train first.");
            return 1;
        }

        using Model<Writer> model = Model<Writer>.Load(modelFile);
        using var sampler = new Sampler<Writer>(model, new SamplerOptions { Temperature = 0.5f, Seed = (ulong)Environment.TickCount64 });
        int[] start = [.. Encoding.UTF8.GetBytes(prompt.Length == 0 ? "\n" : prompt).Select(b => (int)b)];
        int[] tokens = new int[Length];
        int length = sampler.Generate(start, tokens);
        Console.WriteLine(prompt + Encoding.UTF8.GetString([.. tokens.Take(length).Select(token => (byte)token)]));
        return 0;
    }
}
