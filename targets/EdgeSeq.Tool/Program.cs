using EdgeSeq.Targets.Tool;

return ToolApp.Run(args, Console.Out, Console.Error);
