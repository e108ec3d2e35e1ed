/** Signs what was compiled, and trusts nothing that the registry had unless it is signed. */
@org.jspecify.annotations.NullMarked
package dev.atoll.operator.signing;
