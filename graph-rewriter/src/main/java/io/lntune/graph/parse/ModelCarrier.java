package io.lntune.graph.parse;

import io.lntune.graph.ir.Carrier;
import io.lntune.graph.parse.proto.ModelProto;

/**
 * A model as the file had it.
 *
 * @param proto the model; large contents are replaced by markers
 * @param stamp tells whether the file is still the one that was read
 */
record ModelCarrier(ModelProto proto, FileStamp stamp) implements Carrier {}
