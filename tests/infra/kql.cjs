// Asks Microsoft's own language service for Kusto what it has to say about queries, given the tables that there are.
// In: {"folder": where the package is, "tables": {name: {column: type}}, "queries": {name: text}}, as JSON.
// Out: {name: [what is wrong]}, as JSON.

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { folder, tables, queries } = JSON.parse(fs.readFileSync(0, 'utf8'));
for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, file), 'utf8'), { filename: file });
}
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;

const symbols = Object.entries(tables).map(([name, columns]) => {
  const shape = Object.entries(columns).map(([column, type]) => `${column}: ${type}`);
  return Symbols.TableSymbol.From(`(${shape.join(', ')})`).WithName(name);
});
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.$ctor1('logs', symbols));

const found = {};
for (const [name, text] of Object.entries(queries)) {
  const said = KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics();
  found[name] = Array.from({ length: said.Count }, (_, at) => said.getItem(at)).map(
    (each) => `line ${text.slice(0, each.Start).split('\n').length}: ${each.Message}`,
  );
}
process.stdout.write(JSON.stringify(found));
