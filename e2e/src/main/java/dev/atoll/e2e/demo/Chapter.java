package dev.atoll.e2e.demo;

/** One part of the story: it shows something and checks that it is so. */
interface Chapter {
  String title();

  /**
   * @throws StoryBroken when a step does not show what it should
   */
  void tell(Scene scene) throws Exception;
}
