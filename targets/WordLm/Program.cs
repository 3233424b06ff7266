using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.WordLm;

using var interruption = new Interruption();
return WordLmApp.Create().Run(args, Terminal.Open(), Console.Error, interruption.Token);
