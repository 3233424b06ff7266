global using EdgeSeq.Tests.Doubles;
global using Xunit;
