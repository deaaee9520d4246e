package io.lntune.graph.rewrite.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class EinsumLoweringTest {
  private static LoweringCheck einsum(String equation, String... operands) {
    LoweringCheck check =
        LoweringCheck.onnx(new LowerEinsum(), "Einsum").with("equation", equation);
    for (int i = 0; i < operands.length; i++) {
      check.floats("x" + i, operands[i]);
    }
    return check;
  }

  @Test
  void matrixProductNeedsNothingElse() {
    assertEquals(Set.of("MatMul"), einsum("ij,jk->ik", "I=3,J=4", "J=4,K=5").check());
  }

  @Test
  void attentionEquations() {
    einsum("ibh,hnd->ibnd", "I=3,B=2,4", "4,2,5").check();
    einsum("ibnd,jbnd->bnij", "I=3,B=2,N=2,5", "J=4,B=2,N=2,5").check();
    einsum("bnij,jbnd->ibnd", "B=2,N=2,I=3,J=4", "J=4,B=2,N=2,5").check();
    einsum("ibnd,hnd->ibh", "I=3,B=2,2,5", "6,2,5").check();
    einsum("bind,snd->bnis", "B=2,I=3,2,5", "S=4,2,5").check();
    einsum("bhwc,hkc->bhwk", "B=2,H=3,W=4,5", "H=3,K=2,5").check();
    einsum("bhwc,wkc->bhwk", "B=2,H=3,W=4,5", "W=4,K=2,5").check();
  }

  @Test
  void productsAndSumsWithoutContraction() {
    einsum("i,j->ij", "I=3", "J=4").check();
    einsum("ij,ij->ij", "I=3,J=4", "I=3,J=4").check();
    einsum("ij,ij->", "I=3,J=4", "I=3,J=4").check();
    einsum("ij,kl->ik", "I=3,J=4", "K=2,L=5").check();
    einsum("i,i->", "I=3", "I=3").check();
  }

  @Test
  void oneOperand() {
    einsum("bij->bji", "B=2,I=3,J=4").check();
    einsum("bij->jb", "B=2,I=3,J=4").check();
    einsum("ba", "B=2,A=3").check();
  }

  @Test
  void manyOperands() {
    einsum("ij,jk,kl->il", "I=2,J=3", "J=3,K=4", "K=4,L=5").check();
    einsum("bi,bj,bk->bijk", "B=2,I=3", "B=2,J=2", "B=2,K=4").check();
  }

  @Test
  void ellipsis() {
    einsum("...ij,...jk->...ik", "B=2,H=3,I=4,J=5", "B=2,H=3,J=5,K=2").check();
    einsum("...ij,jk->...ik", "B=2,H=3,I=4,J=5", "J=5,K=2").check();
    einsum("b...h,b...h->b...", "B=2,H=3,I=4,5", "B=2,H=3,I=4,5").check();
  }

  @Test
  void repeatedLabels() {
    einsum("ii->i", "3,3").check();
    einsum("bchh->bch", "B=2,3,H=4,H=4").check();
    einsum("aibi,i->bi", "2,I=3,4,I=3", "I=3").check();
    einsum("iii->", "3,3,3").check();
  }

  @Test
  void broadcastLabelsAreRefused() {
    einsum("ij,jk->ik", "3,1", "4,5").declines("broadcasts");
  }
}
