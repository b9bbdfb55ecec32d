/* Judges PDF files by veraPDF's model and rules; prints one line of JSON for each pair of level and file.
   The jar the classes come in has lost the reader of rule files (JAXB), so the rules are read here. */
var profiles = Packages.org.verapdf.pdfa.validation.profiles;
var Flavour = Packages.org.verapdf.pdfa.flavours.PDFAFlavour;
var Specification = Packages.java.lang.Class.forName("org.verapdf.pdfa.flavours.PDFAFlavour$Specification");

function children(element, name) {
  var found = [];
  for (var child = element.getFirstChild(); child !== null; child = child.getNextSibling()) {
    if (child.getNodeType() === 1 && String(child.getLocalName()) === name) found.push(child);
  }
  return found;
}

function text(element, name) {
  var found = children(element, name);
  return found.length ? found[0].getTextContent() : null;
}

function profileOf(flavour, file) {
  var factory = Packages.javax.xml.parsers.DocumentBuilderFactory.newInstance();
  factory.setNamespaceAware(true);
  var stream = java.lang.ClassLoader.getSystemResourceAsStream("org/verapdf/pdfa/validation/" + file);
  var root = factory.newDocumentBuilder().parse(stream).getDocumentElement();
  var rules = new java.util.HashSet();
  var variables = new java.util.HashSet();
  children(children(root, "rules")[0], "rule").forEach(function (rule) {
    var id = children(rule, "id")[0];
    var deferred = rule.getAttribute("deferred");
    rules.add(
      profiles.Profiles.ruleFromValues(
        profiles.Profiles.ruleIdFromValues(
          java.lang.Enum.valueOf(Specification, id.getAttribute("specification")),
          id.getAttribute("clause"),
          java.lang.Integer.parseInt(id.getAttribute("testNumber"))
        ),
        rule.getAttribute("object"),
        String(deferred) === "true" ? java.lang.Boolean.TRUE : null,
        rule.getAttribute("tags"),
        text(rule, "description"),
        text(rule, "test"),
        profiles.Profiles.errorFromValues(text(rule, "description"), new java.util.ArrayList()),
        new java.util.ArrayList()
      )
    );
  });
  children(root, "variables").forEach(function (list) {
    children(list, "variable").forEach(function (one) {
      variables.add(
        profiles.Profiles.variableFromValues(
          one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")
        )
      );
    });
  });
  var details = profiles.Profiles.profileDetailsFromValues(file, file, "veraPDF", new java.util.Date(0));
  return { rules: Number(rules.size()), profile: profiles.Profiles.profileFromValues(flavour, details, "", rules, variables) };
}

java.util.logging.LogManager.getLogManager().reset();
Packages.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var foundry = Packages.org.verapdf.pdfa.Foundries.defaultInstance();
var known = {};
for (var i = 0; i + 1 < arguments.length; i += 2) {
  var level = String(arguments[i]);
  var flavour = Flavour.fromString(level);
  if (!known[level]) known[level] = profileOf(flavour, "PDFA-" + level.toUpperCase() + ".xml");
  var parser = foundry.createParser(new java.io.File(arguments[i + 1]), flavour);
  var result = foundry.createValidator(known[level].profile, false).validate(parser);
  var faults = [];
  for (var seen = result.getFailedChecks().entrySet().iterator(); seen.hasNext(); ) {
    var one = seen.next();
    faults.push(String(one.getKey().getClause()) + " test " + one.getKey().getTestNumber() + ": " + one.getValue() + "x");
  }
  print(JSON.stringify({ file: String(arguments[i + 1]), level: level, rules: known[level].rules, checks: Number(result.getTotalAssertions()), valid: !!result.isCompliant(), faults: faults }));
  parser.close();
}
