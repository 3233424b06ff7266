using System.Text;
using EdgeSeqConsole;

const string ModelFile = "model.safetensors";
Console.OutputEncoding = Encoding.UTF8;
switch (args)
{
    case ["train", var file]:
        return Training.Run(file, seconds: 60, ModelFile);

    case ["train", var file, var seconds] when double.TryParse(seconds, out double limit) && limit > 0:
        return Training.Run(file, limit, ModelFile);

    case ["sample", .. var words]:
        return Sampling.Run(string.Join(' ', words), ModelFile);

    default:
        Console.Error.WriteLine("train FILE [SECONDS]   learns from a text file, a minute unless told otherwise");
        Console.Error.WriteLine("sample [PROMPT]        writes on from a prompt");
        return 2;
}
