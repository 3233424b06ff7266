using EdgeSeqSensor;

const string ModelFile = "model.safetensors";
try
{
    switch (args)
    {
        case ["train", var file]:
            Training.Run(file, ModelFile);
            return 0;

        case ["watch"]:
            Watching.Run(Console.In, ModelFile);
            return 0;

        default:
            Console.Error.WriteLine("train FILE   learns from a CSV file with a line a reading");
            Console.Error.WriteLine("watch        reads such lines, without a header, from the standard input and says what was not expected");
            return 2;
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
