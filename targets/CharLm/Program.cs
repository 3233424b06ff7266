using EdgeSeq.Targets.CharLm;
using EdgeSeq.Targets.CharLm.Commands;

return CharLmApp.Run(args, Terminal.Open(), Console.Error);
