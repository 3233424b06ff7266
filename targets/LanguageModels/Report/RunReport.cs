using System.Text.Json;

namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>The result of a training run, for machines: the fields of <c>--json</c>.</summary>
internal sealed record RunReport
{
    /// <summary>Instruction set of the kernels.</summary>
    public required string Isa { get; init; }

    /// <summary>Cell, by its name on the command line.</summary>
    public required string Cell { get; init; }

    /// <summary>Hidden units.</summary>
    public required int Hidden { get; init; }

    /// <summary>What a token stands for, by its name on the command line.</summary>
    public required string Level { get; init; }

    /// <summary>Different tokens of the text.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Steps of a window.</summary>
    public required int Window { get; init; }

    /// <summary>Seed of the initialisation.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Updates done.</summary>
    public required int Steps { get; init; }

    /// <summary>Tokens trained on, repetitions counted.</summary>
    public required long Tokens { get; init; }

    /// <summary>Seconds of training; evaluations on held-out text are not counted.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mean training loss of the last twentieth of the run, nats per token.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Loss of the held-out tenth of the corpus after training, nats per token.</summary>
    public required double ValidationLoss { get; init; }

    /// <summary>Managed bytes that the training loop allocated, validation and progress line included.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>SHA-256 of the trained weights, <see cref="Model{TShape}.ComputeSha256"/>.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>Tokens a second.</summary>
    public double TokensPerSecond => Seconds > 0 ? Tokens / Seconds : 0;

    /// <summary>Writes the report as one JSON object; a loss that is not finite is null.</summary>
    public void Write(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("isa", Isa);
        json.WriteString("cell", Cell);
        json.WriteNumber("hidden", Hidden);
        json.WriteString("level", Level);
        json.WriteNumber("vocabulary", Vocabulary);
        json.WriteNumber("batch", Batch);
        json.WriteNumber("window", Window);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("steps", Steps);
        json.WriteNumber("tokens", Tokens);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteNumber("tokens_per_second", Math.Round(TokensPerSecond));
        WriteLoss("train_loss", TrainLoss);
        WriteLoss("validation_loss", ValidationLoss);
        json.WriteNumber("allocated_bytes", AllocatedBytes);
        json.WriteString("weights_sha256", WeightsSha256);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');

        void WriteLoss(string name, double loss)
        {
            if (double.IsFinite(loss))
            {
                json.WriteNumber(name, loss);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }
}
