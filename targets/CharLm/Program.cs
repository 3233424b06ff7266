using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.CharLm;

using var interruption = new Interruption();
return CharLmApp.Create().Run(args, Terminal.Open(), Console.Error, interruption.Token);
