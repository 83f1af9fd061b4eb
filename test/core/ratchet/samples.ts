/** The same two tests in each language. */
export interface Sample {
  language: string;
  path: string;
  text: string;
  skip: [string, string];
  only?: [string, string];
  loose?: [string, string];
}

/** Two tests with two checks, and how each is skipped, run alone and loosened. */
export const SAMPLES: readonly Sample[] = [
  {
    language: "Python",
    path: "tests/test_sum.py",
    text: 'class TestSum:\n    def test_adds(self):\n        """It\'s "simple"."""\n        assert add(1, 2) == 3\n\n    async def test_nothing(self):\n        self.assertEqual(add(1, 0), 1)  # yes\n',
    skip: ["    def test", '    @pytest.mark.skip("later")\n    def test'],
    loose: ["assertEqual(add(1, 0), 1)", "assertTrue(add(1, 0))"],
  },
  {
    language: "Go",
    path: "sum_test.go",
    text: 'func TestAdds(t *testing.T) {\n\tif Sum(1, 2) != 3 {\n\t\tt.Errorf(`no`)\n\t}\n\tt.Run("zero", func(t *testing.T) { assert.Equal(t, 1, Sum(1, 0)) })\n}\n',
    skip: ["\tif", '\tt.Skip("flaky")\n\tif'],
    loose: ["assert.Equal(t, 1, Sum(1, 0))", "assert.NotNil(t, Sum(1, 0))"],
  },
  {
    language: "Rust",
    path: "src/sum.rs",
    text: "pub fn sum<'a>(a: &'a str) -> char { '\"' }\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(sum(1, 2), 3);\n    }\n    #[tokio::test]\n    #[should_panic]\n    async fn adds_nothing() {\n        assert_eq!(sum(1, 0), 1);\n    }\n}\n",
    skip: ["#[test]\n", "#[test]\n    #[ignore]\n"],
    loose: ["assert_eq!(sum(1, 2), 3)", "assert!(sum(1, 2).is_ok())"],
  },
  {
    language: "Java",
    path: "src/test/java/SumTest.java",
    text: "class SumTest {\n  @Test\n  void adds() { assertEquals(3, Sum.of(1, 2)); }\n  @ParameterizedTest\n  void nothing() { assertThat(Sum.of(1, 0)).isEqualTo(1); }\n}\n",
    skip: ["@Test", '@Disabled("later") @Test'],
    loose: ["assertEquals(3, Sum.of(1, 2))", "assertNotNull(Sum.of(1, 2))"],
  },
  {
    language: "Kotlin",
    path: "src/commonTest/SumSpec.kt",
    text: 'class SumSpec : FunSpec({\n  test("adds") { sum(1, 2) shouldBe 3 }\n  test("nothing") { sum(1, 0) shouldBe 1 }\n})\n',
    skip: ["test(", "xtest("],
    only: ['test("adds")', 'fit("adds")'],
    loose: ["shouldBe 3", "\n.shouldNotBeNull()"],
  },
  {
    language: "C#",
    path: "Web.Tests/SumTests.cs",
    text: "[Fact]\npublic void Adds() => Assert.Equal(3, Sum(1, 2));\n[Theory]\npublic void Nothing() { Sum(1, 0).Should().Be(1); }\n",
    skip: ["[Fact]", '[Fact(Skip = "later")]'],
    loose: ["Assert.Equal(3, Sum(1, 2))", "Assert.NotNull(Sum(1, 2))"],
  },
  {
    language: "Ruby",
    path: "spec/sum_spec.rb",
    text: 'describe Sum do\n  it "adds" do\n    expect(sum(1, 2)).to eq(3)\n  end\n  # it "is not one" do\n  it { is_expected.to eq(1) }\nend\n',
    skip: ["  it ", "  xit "],
    only: ["  it ", "  fit "],
    loose: ["eq(3)", "be_truthy"],
  },
  {
    language: "PHP",
    path: "tests/SumTest.php",
    text: "<?php\n// function testOld\nclass SumTest { // it's\n  public function testAdds() { $this->assertSame(3, sum(1, 2)); }\n  #[Test]\n  public function nothing() { self::assertSame(1, sum(1, 0)); } # done\n}\n",
    skip: ["{ $this->", "{ $this->markTestSkipped('later'); $this->"],
    loose: ["assertSame(3, sum(1, 2))", "assertNotNull(sum(1, 2))"],
  },
  {
    language: "Swift",
    path: "Tests/SumTests.swift",
    text: "final class SumTests: XCTestCase {\n  func testAdds() { XCTAssertEqual(sum(1, 2), 3) }\n  @Test func nothing() { #expect(sum(1, 0) == 1) }\n}\n",
    skip: ["{ XCTAssert", "{ throw XCTSkip(); XCTAssert"],
    loose: ["XCTAssertEqual(sum(1, 2), 3)", "XCTAssertNotNil(sum(1, 2))"],
  },
  {
    language: "C++",
    path: "test/sum_test.cc",
    text: "TEST(Sum, Adds) {\n  EXPECT_EQ(sum(1, 2), 3);\n}\nTEST_F(SumFixture, Nothing) {\n  ASSERT_EQ(sum(1, 0), 1);\n}\n",
    skip: ["Sum, Adds", "Sum, DISABLED_Adds"],
    loose: ["EXPECT_EQ(sum(1, 2), 3)", "EXPECT_TRUE(sum(1, 2))"],
  },
  {
    language: "Elixir",
    path: "test/sum_test.exs",
    text: 'defmodule SumTest do\n  test "adds" do\n    assert sum(1, 2) == 3\n  end\n  test "nothing" do\n    refute sum(1, 0) == 2\n  end\nend\n',
    skip: ["  test", "  @tag :skip\n  test"],
  },
  {
    language: "shell",
    path: "test/sum.bats",
    text: '@test "adds" {\n  [ "$(sum 1 2)" -eq 3 ]\n}\n@test "nothing" {\n  assert_output 1\n}\n',
    skip: ['"adds" {\n', '"adds" {\n  skip\n'],
  },
  {
    language: "Dart",
    path: "test/sum_test.dart",
    text: "void main() {\n  test('adds', () { expect(sum(1, 2), 3); });\n  testWidgets('nothing', (t) async { expect(sum(1, 0), 1); });\n}\n",
    skip: ["; });\n", "; }, skip: 'later');\n"],
    only: ["; });\n", "; }, solo: true);\n"],
    loose: ["expect(sum(1, 2), 3)", "expect(sum(1, 2), isNotNull)"],
  },
];
