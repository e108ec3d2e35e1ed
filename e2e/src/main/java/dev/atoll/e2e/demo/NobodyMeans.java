package dev.atoll.e2e.demo;

/** What nobody could mean is refused by the API server, with a sentence that helps. */
final class NobodyMeans implements Chapter {
  @Override
  public String title() {
    return "f. What nobody could mean: refused by the API server";
  }

  @Override
  public void tell(Scene scene) throws Exception {
    refused(scene, "two-sources.yaml", "exactly one source");
    refused(scene, "negative-size.yaml", "greater than or equal to 1");
    refused(scene, "unknown-field.yaml", "unknown field \"spec.roolout\"");
    var device = scene.cluster().nodeKubeconfig("harbour-1");
    var sentence =
        scene
            .kubectl()
            .refused(
                "--kubeconfig="
                    + device
                    + " patch edgedevice hill-1 --subresource=status --type=merge -p"
                    + " {\"status\":{\"agentVersion\":\"forged\"}}");
    scene.check(
        sentence.contains("harbour-1")
            && sentence.toLowerCase(java.util.Locale.ROOT).contains("forbidden"),
        "the identity of harbour-1 cannot write the status of hill-1");
  }

  private static void refused(Scene scene, String file, String because) throws Exception {
    var sentence = scene.kubectl().refused("apply -f e2e/demo/refused/" + file);
    scene.check(sentence.contains(because), file + " is refused: " + because);
  }
}
