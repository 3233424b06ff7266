using EdgeSeq;

var names = new ModelFileOptions { RecurrentModule = "gru", HeadModule = "fc", AssumeCell = true };     // self.gru and self.fc there
using Model<FromPyTorch> model = Model<FromPyTorch>.Load(args[0], names);
using var session = new Session<FromPyTorch>(model);
float[] outputs = new float[FromPyTorch.Shape.Outputs];
foreach (string line in File.ReadLines(args[1]))                                                        // a reading a line, and its numbers between blanks
{
    session.Step([.. line.Split(' ').Select(float.Parse)], outputs);
    Console.WriteLine(string.Join(' ', outputs.Select(output => output.ToString("F6"))));
}

[SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 16, Outputs = 2, Head = Head.Linear)]           // nn.GRU(3, 16), nn.Linear(16, 2)
internal readonly partial struct FromPyTorch;
