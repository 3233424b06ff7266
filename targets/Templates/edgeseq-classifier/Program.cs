using EdgeSeqClassifier;

const string ModelFile = "model.safetensors";
try
{
    switch (args)
    {
        case ["train", var file]:
            Training.Run(file, ModelFile);
            return 0;

        case ["classify", _, ..]:
            Classifying.Run(args[1..], ModelFile);
            return 0;

        default:
            Console.Error.WriteLine("train FILE         learns from a file with a line a text: its class, a tab, the text");
            Console.Error.WriteLine("classify TEXT...   says the class of each text");
            return 2;
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
