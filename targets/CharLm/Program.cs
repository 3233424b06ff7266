using EdgeSeq.Targets.CharLm;

return CharLmApp.Run(args, Terminal.Open(), Console.Error);
