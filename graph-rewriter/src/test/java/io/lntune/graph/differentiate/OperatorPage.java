package io.lntune.graph.differentiate;

import io.lntune.graph.norm.FuseDecomposedNorm;
import io.lntune.graph.norm.NormForm;
import io.lntune.graph.rewrite.opset.NewerOpset;
import io.lntune.graph.rewrite.rule.FuseErfGelu;
import io.lntune.graph.rewrite.rule.FuseQuickGelu;
import io.lntune.graph.rewrite.rule.FuseTanhGelu;
import io.lntune.graph.rewrite.rule.RemoveNoOpDropout;
import io.lntune.graph.rewrite.rule.RemoveRedundantCast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The text of {@code docs/operators.md}. */
final class OperatorPage {
  private final OperatorTable table = new OperatorTable();
  private final List<String> lines = new ArrayList<>();

  /** The whole page. */
  static String text() {
    return new OperatorPage().write();
  }

  private String write() {
    List<OperatorRow> rules = table.rules();
    List<OperatorRow> lowered = table.lowered();
    List<OperatorRow> zeros = table.zeros();
    List<OperatorRow> refused = table.refused();
    int all = rules.size() + lowered.size() + zeros.size() + refused.size();
    add("# Operators");
    add("");
    add("<!-- Generated from the registry of gradient rules. Do not edit; to write it again:");
    add("     " + OperatorPageTest.COMMAND + " -->");
    add("");
    int passed = rules.size() + lowered.size();
    add("A gradient can pass **" + passed + " operators**:");
    add("");
    add("- " + rules.size() + " have a gradient rule;");
    add("- " + lowered.size() + " more are rewritten into operators that have one.");
    add("");
    add(
        "Beside them the table lists "
            + zeros.size()
            + " operators whose result does not follow a");
    add("small change of what they read, so that their gradient is zero, and what is refused on");
    add("purpose (" + refused.size() + "); " + all + " rows in all. An operator that is not in it");
    add("stops a gradient, and `lntune doctor` names every such node. Only operators between the");
    add("trained tensors and the loss matter: elsewhere a model may contain whatever ONNX Runtime");
    add("can run.");
    add("");
    add("- **opset**: versions of the operator set in which the operator is accepted. Standard");
    add(
        "  operators are brought to one opset before anything else, from 7 up to "
            + NewerOpset.NEWEST
            + ".");
    add("- **inputs**: indices, from 0, of the inputs that get a gradient; *captured* are values");
    add("  around the node that its bodies use.");
    add("- **types**: float16 and bfloat16 are computed in float; the stored weights stay as they");
    add("  are. Double needs a kernel in ONNX Runtime, which some operators lack.");
    add("");
    section("Operators with a gradient rule", rules);
    section("Operators that are lowered", lowered);
    spellings();
    section("Operators with a zero gradient", zeros);
    section("Operators that are refused", refused);
    lines.remove(lines.size() - 1);
    return String.join("\n", lines) + "\n";
  }

  private void section(String title, List<OperatorRow> rows) {
    add("## " + title);
    add("");
    add("| op | domain | opset | inputs | types | how |");
    add("| --- | --- | --- | --- | --- | --- |");
    rows.forEach(row -> add(row.markdown()));
    add("");
  }

  private void spellings() {
    add("## Recognised spellings");
    add("");
    add("Exporters write some modules out in elementary operators. These are gathered into one");
    add("operator, or removed, before differentiation; each also works spelled out.");
    add("");
    add("| rule | spelling | becomes |");
    add("| --- | --- | --- |");
    spelling(
        new FuseDecomposedNorm().name(),
        "LayerNorm or RMSNorm of `ReduceMean`, `Sub`, `Pow`, `Sqrt`, `Div`, `Mul`",
        "`LayerNormalization` or `SimplifiedLayerNormalization`");
    spelling(new FuseErfGelu().name(), "GELU of `Erf`", "`Gelu`");
    spelling(new FuseTanhGelu().name(), "GELU of `Tanh`", "`Gelu` with the tanh approximation");
    spelling(
        new FuseQuickGelu().name(), "`x * Sigmoid(1.702 * x)`", "`QuickGelu` of com.microsoft");
    spelling(new RemoveNoOpDropout().name(), "`Dropout` in inference mode", "nothing");
    spelling(new RemoveRedundantCast().name(), "`Cast` to the same type", "nothing");
    add("");
    add(
        "Normalisation layers are found in these forms, whatever their nodes are called: "
            + Arrays.stream(NormForm.values())
                .map(NormForm::label)
                .collect(Collectors.joining(", "))
            + ".");
    add("");
  }

  private void spelling(String rule, String before, String after) {
    add("| " + rule + " | " + before + " | " + after + " |");
  }

  private void add(String line) {
    lines.add(line);
  }
}
