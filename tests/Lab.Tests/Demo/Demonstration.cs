namespace Holdfast.Lab.Demo;
public static class Demonstration { public static int Run(TextWriter o) => 1; }
