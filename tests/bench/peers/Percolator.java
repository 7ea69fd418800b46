import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TotalHitCountCollector;

/**
 * Many phrases against one article at a time, by Lucene: each phrase is filed under its rarest word
 * and tried on the articles that have it. Lucene's Monitor works so, but Debian does not pack it.
 *
 * <p>Takes a file of phrases and one of articles, a line each; prints the milliseconds of processor
 * time of an article and how many phrases hit in all.
 */
public class Percolator {
  private static final String FIELD = "text";
  private static final int ROUNDS = 12;
  private static final int WARM = 6; // rounds that the compiler needs, by hand: they do not count

  public static void main(String[] files) throws Exception {
    List<String> articles = Files.readAllLines(Path.of(files[1]));
    Analyzer analyzer = new StandardAnalyzer();
    Map<String, List<PhraseQuery>> filed = filed(Files.readAllLines(Path.of(files[0])), analyzer);
    long begun = 0;
    int hits = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (round == WARM) {
        begun = spent();
      }
      hits = 0;
      for (String article : articles) {
        hits += hits(article, filed, analyzer);
      }
    }
    double each = (spent() - begun) / 1e6 / (ROUNDS - WARM) / articles.size();
    System.out.println(each + " " + hits);
  }

  private static Map<String, List<PhraseQuery>> filed(List<String> phrases, Analyzer analyzer)
      throws Exception {
    List<List<String>> all = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (String phrase : phrases) {
      List<String> words = words(phrase, analyzer);
      words.forEach(word -> counts.merge(word, 1, Integer::sum));
      all.add(words);
    }
    Map<String, List<PhraseQuery>> found = new HashMap<>();
    for (List<String> words : all) {
      if (!words.isEmpty()) {
        String rarest = words.stream().min(Comparator.comparing(counts::get)).get();
        PhraseQuery query = new PhraseQuery(FIELD, words.toArray(new String[0]));
        found.computeIfAbsent(rarest, word -> new ArrayList<>()).add(query);
      }
    }
    return found;
  }

  private static List<String> words(String text, Analyzer analyzer) throws Exception {
    List<String> found = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream(FIELD, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        found.add(term.toString());
      }
      stream.end();
    }
    return found;
  }

  private static int hits(String article, Map<String, List<PhraseQuery>> filed, Analyzer analyzer)
      throws Exception {
    MemoryIndex index = new MemoryIndex();
    index.addField(FIELD, article, analyzer);
    IndexSearcher searcher = index.createSearcher();
    searcher.setQueryCache(null);
    Terms terms = searcher.getIndexReader().leaves().get(0).reader().terms(FIELD);
    int hits = 0;
    for (TermsEnum each = terms.iterator(); each.next() != null; ) {
      for (PhraseQuery query : filed.getOrDefault(each.term().utf8ToString(), List.of())) {
        TotalHitCountCollector collector = new TotalHitCountCollector();
        searcher.search(query, collector);
        hits += collector.getTotalHits();
      }
    }
    return hits;
  }

  private static long spent() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
